import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.rules.blocked_words import blocks, folded


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("rotten", "How rotten!"),
        ("rotten", "ROTTEN"),
        ("rotten", "ｒｏｔｔｅｎ"),
        ("rotten", "𝕣𝕠𝕥𝕥𝕖𝕟"),
        ("rotten", "rot\u200bten"),
        ("rotten", "r\u00adotten"),
        ("rotten", "r\u034fo\ufe0ft\U000e0041ten"),
        ("rotten", "r\u0336o\u0336t\u0336t\u0336e\u0336n"),
        ("rotten", "röttén"),
        ("rotten", "_rotten_"),
        ("rot*", "rotting"),
        ("rot*", "rot"),
        ("*rot*", "garrotted"),
        ("r*n", "rotten"),
        ("t*m*t*", "tomatoes"),
        ("rotten egg", "a rotten, egg"),
        ("rotten e*s", "Rotten eggs"),
        ("schön", "SCHÖN"),
        ("schön", "scho\u0308n"),
        ("straße", "STRASSE"),
        ("🍅", "catch🍅!"),
        ("c++", "I hate C++."),
        ("  first \n\n second", "the second"),
        ("не*", "нельзя"),
    ],
)
def test_a_blocked_word_is_seen(words, text):
    assert blocks(words, text)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("rot", "rotten"),
        ("rot", "parrot"),
        ("rot*", "parrot"),
        ("schön", "schon"),
        ("a b", "a c b"),
        ("r*n", "red moon"),
        ("*", "anything"),
        (" * * ", "any thing"),
        ("", "anything"),
        ("c++", "I have a C."),
        (".*", "a"),
        ("[a-z]+", "abc"),
        ("(a|b)", "b"),
    ],
)
def test_other_words_are_not(words, text):
    assert not blocks(words, text)


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_plain_texts_are_folded_as_all_others(text):
    """The quick way says the same as the careful one, which a letter that is dropped makes take."""
    assert folded(text) == folded(text + "\u200b")


def test_no_pattern_and_no_text_take_long():
    """What makes a backtracking matcher take for ever takes this one as long as any other."""
    plain = "\n".join(["zebra"] * 600)
    wild = "\n".join(["*a" * 20 + "*b"] * 90)
    text = "\ufdfa" * 250 + "a" * 250

    def best(words: str) -> float:
        blocks(words, text)  # compiled
        times = []
        for _ in range(5):
            began = time.perf_counter()
            blocks(words, text)
            times.append(time.perf_counter() - began)
        return min(times)

    assert not blocks(wild, text)
    assert best(wild) < 50 * best(plain)
