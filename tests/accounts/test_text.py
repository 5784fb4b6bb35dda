import pytest

from accounts.refusals import Refused
from accounts.text import clean_line, clean_text


def test_a_line_is_trimmed_composed_and_single_spaced():
    assert clean_line("  Cafe\u0301   au lait ", 60) == "Caf\u00e9 au lait"


def test_a_family_of_emoji_and_scripts_from_the_right_pass():
    assert clean_line("👩‍👧 שלום", 60) == "👩‍👧 שלום"


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
