"""Avatars from initials."""

from xml.etree import ElementTree

import pytest

from accounts.avatar_art import draw_avatar, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("  ada  ", "A"),
        ("Ana Maria de Souza", "AS"),
        ("(the) <Great> & Co.", "TC"),
        ("ليلى مراد", "لم"),
        ("夜の舞台", "夜"),
        ("🎭", "·"),
        ("", "·"),
        ("\u202eevil", "E"),
    ],
)
def test_initials_are_the_first_letters_of_first_and_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("name", ["", "<&>", "a\u0000b", "\ud800", "x" * 10_000])
def test_any_name_gives_a_well_formed_drawing(name: str) -> None:
    ElementTree.fromstring(draw_avatar(name, "1"))


def test_same_person_keeps_the_same_picture() -> None:
    assert draw_avatar("Ada", "1") == draw_avatar("Ada", "1")


def test_people_look_different() -> None:
    assert len({draw_avatar("Ada", str(seed)) for seed in range(20)}) > 15
