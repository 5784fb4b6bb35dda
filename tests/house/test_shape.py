"""Sizes and names: what keeps the house pleasant to read."""

import re
from collections import Counter

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


MOST_FILES = 25
# Folders that are wider still, with how many files each has. This list only shrinks.
WIDE = {
    "streaming/forwarding": 34,
    "tests/streaming/forwarding": 38,
}


def test_a_folder_can_be_taken_in_at_a_glance():
    files = [*python_files(), *python_files("tests")]
    folders = Counter(
        path.parent.relative_to(ROOT).as_posix() for path in files if path.stem != "__init__"
    )
    wide = {folder: count for folder, count in folders.items() if count > MOST_FILES}
    too_wide = {folder: count for folder, count in wide.items() if count > WIDE.get(folder, 0)}
    assert too_wide == {}, (
        f"{MOST_FILES} files side by side are the most that a reader takes in. Lay those that "
        f"belong together in a folder named by their noun: {too_wide}"
    )
    assert wide == WIDE, "These have become narrower: lower or drop their number in WIDE."


# Riddles that files were once named by, each with the trade's word (docs/words.md).
RIDDLES = {
    "clerk": "database",
    "deeds": "commands",
    "desk": "batches",
    "discretion": "log_redaction",
    "gathering": "collect",
    "knocks": "rate_limits",
    "precedence": "priority",
    "remembered": "open_sessions",
    "standing": "suspensions or author_rights",
    "straight": "fast_socket",
    "tallies": "counts",
    "unchanging": "static_cache",
    "visiting": "authentication",
}


def test_files_of_machinery_have_the_words_of_the_trade():
    wrong = {
        str(path.relative_to(ROOT)): better
        for path in python_files()
        if (better := RIDDLES.get(path.stem))
    }
    assert wrong == {}, (
        "Somebody who needs the thing and has never been here would not open these files. "
        f"Theatre words name what the audience could name; say instead: {wrong}"
    )


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
