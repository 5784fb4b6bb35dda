import pytest

from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text, is_storable


def test_a_line_is_trimmed_composed_and_single_spaced():
    assert clean_line("  Cafe\u0301   au lait ", 60) == "Caf\u00e9 au lait"


def test_a_family_of_emoji_and_scripts_from_the_right_pass():
    assert clean_line("👩‍👧 שלום", 60) == "👩‍👧 שלום"


@pytest.mark.parametrize(
    "good",
    [
        "👩‍👧 שלום",
        "👩🏽‍🚀 and 👩‍❤️‍👩",
        "☀️ ©️ ‼️ 1️⃣ #️⃣",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
        "می\u200cخواهم",
        "क्\u200dष and क्\u200cष",
        "葛\U000e0100城",
        "ᠠ\u180b",
        "⠓⠊",
        "…",
        "R.E.M.",
    ],
)
def test_what_letters_of_all_the_world_and_pictures_need_may_stay(good):
    assert clean_line(good, 60) == good


UNSEEN = ["\u00ad", "\u2062", "\u180e", "\u200d", "\u200c", "\u034f", "\ufe0f", "\U000e0041",
          "\U000e0100", "\u3164", "\u2800", "\uffa0", "\u115f", "\u17b4"]  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize("name", ["Al{}ice", "Alice{}", "{}Alice", "{}", "{} {}"])
def test_no_name_is_like_another_but_for_what_cannot_be_seen(name, unseen):
    with pytest.raises(Refused) as refusal:
        clean_line(name.format(unseen, unseen), 60, field="name")
    assert (refusal.value.code, refusal.value.field) == ("text.forbidden_characters", "name")


@pytest.mark.parametrize("blank", ["\u0301", "\u0301 \u20dd", "\u0489"])
def test_a_name_of_marks_alone_is_blank(blank):
    with pytest.raises(Refused) as refusal:
        clean_line(blank, 60, field="name")
    assert refusal.value.code == "text.blank"


def test_an_empty_line_is_empty_and_long_texts_may_have_soft_hyphens():
    assert clean_line("   ", 60) == ""
    assert clean_text("Donau\u00addampf", 60) == "Donau\u00addampf"


@pytest.mark.parametrize(
    "bad", ["\u202e", "\u2066", "\x00", "\x07", "\u200b", "\ufeff", "\n", "\ud800"]
)
def test_what_hides_or_turns_a_name_is_refused(bad):
    with pytest.raises(Refused) as refusal:
        clean_line(f"evil{bad}name", 60, field="name")
    assert (refusal.value.code, refusal.value.field) == ("text.forbidden_characters", "name")


def test_ten_thousand_characters_are_refused_and_not_cut():
    with pytest.raises(Refused) as refusal:
        clean_line("a" * 10_000, 60)
    assert refusal.value.code == "text.too_long"
    assert "10000" in refusal.value.sentence


def test_a_text_keeps_its_lines():
    assert clean_text("one\r\ntwo\n\tthree\n", 60) == "one\ntwo\n\tthree"


def test_an_override_in_a_text_is_refused():
    with pytest.raises(Refused):
        clean_text("one\n\u202etwo", 60)


@pytest.mark.parametrize("bad", ["\x00", "a\x00b", "\ud800", "a\udfff"])
def test_what_no_database_keeps(bad):
    assert not is_storable(bad)
    assert is_storable("a\n\x01 Größe 👩‍👧 \ue000")
