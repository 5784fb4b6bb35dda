"""Markdown as plain text: what calendars and mails show."""

import time

import pytest

from streaming.foundation.plain_text import plain_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Come **all**, *please*, ~~or not~~.", "Come all, please, or not."),
        ("***Very* loud**", "Very loud"),
        ("**bold and _slanted_ words**", "bold and slanted words"),
        ("# Hamlet\n\nTo be.", "Hamlet\n\nTo be."),
        ("Hamlet\n======\nTo be.\n\n---\n\nOr not.", "Hamlet\n\nTo be.\n\nOr not."),
        ("> A quote\n> goes on", "A quote\ngoes on"),
        ("- one\n- two\n\n1. first", "- one\n- two\n\n1. first"),
        ("[tickets](https://x.org/a_b_c)", "tickets (https://x.org/a_b_c)"),
        ("[https://x.org](https://x.org)", "https://x.org"),
        ("<https://x.org/?a=1&b=2>", "https://x.org/?a=1&b=2"),
        ('![a poster](https://x.org/p.png "big")!', "a poster!"),
        ("`a * b * c` and ``&amp; <b>``", "a * b * c and &amp; <b>"),
        (
            r"\*not slanted\* and 2 * 3 * 4 and 5* and snake_case_name",
            "*not slanted* and 2 * 3 * 4 and 5* and snake_case_name",
        ),
        ("<script>x</script>Come", "xCome"),
        ("a < b &amp; c > d", "a < b & c > d"),
        ("```python\nprint(1)\n```\nEnd", "print(1)\n\nEnd"),
        ("#tag stays, and ####### too", "#tag stays, and ####### too"),
        ("", ""),
    ],
)
def test_marks_are_gone_and_words_stay(markdown, text):
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "*a ",
        "[a](b",
        "`",
        "`a``",
        "<a",
        "**a*b_c_",
        "_",
        "~~",
        "> ",
        "#",
        "![",
        "*",
        "\\",
        "&",
        "<a@",
    ],
)
def test_what_was_written_to_keep_it_busy_takes_no_longer_than_a_text(piece):
    """Twice the text takes about twice the time: the smallest of three measurements of each."""

    def seconds(text: str) -> float:
        best = 9.0
        for _ in range(3):
            started = time.thread_time()
            plain_text(text)
            best = min(best, time.thread_time() - started)
        return best

    short, long = piece * (20_000 // len(piece)), piece * (160_000 // len(piece))
    assert seconds(long) < 24 * seconds(short) + 0.02  # eight times the text; a square would be 64
