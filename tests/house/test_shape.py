"""Sizes and names: what keeps the house pleasant to read."""

import re

from .sources import ROOT, python_files

LONGEST = 450
VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|managers?|handlers?|services?|data|info)(_|$)")


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        str(path.relative_to(ROOT)): count
        for path in [*python_files(), *python_files("tests")]
        if (count := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}, f"Split these by their nouns; {LONGEST} lines is the ceiling: {long}"


def test_names_say_what_is_inside():
    vague = [
        str(path.relative_to(ROOT)) for path in python_files() if VAGUE.search(path.stem.lower())
    ]
    assert vague == [], f"These names say nothing. Name the noun that lives there: {vague}"


# One word per thing (docs/words.md); each pattern with the word to use instead.
BANNED = {
    r"\bclass \w*(Stream|Event)Session\b": "Show, Stage or Broadcast",
    r"\blivestream\b": "broadcast",
    r"\bpublisher\b": "performer",
    r"\bsubscriber\b": "viewer",
    r"\bSFU\b": "relay",
    r"\bVOD\b": "recording or replay",
}


def test_one_word_for_each_thing():
    wrong = []
    for path in python_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for pattern, better in BANNED.items():
                if re.search(pattern, line):
                    wrong.append(f"{path.relative_to(ROOT)}:{number} say {better}: {line.strip()}")
    assert wrong == [], "docs/words.md has one word per thing:\n" + "\n".join(wrong)
