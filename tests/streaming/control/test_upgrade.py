"""A house is upgraded one process at a time: releases that are neighbours read each other.

recorded/ has what releases have said of every word: once with all fields, and once with those alone
that are needed.
"""

import json
from pathlib import Path

import pytest

from streaming.control import codec
from streaming.control.codec import decode_answer, decode_command, decode_reports, encode
from streaming.control.commands import ANSWERS, COMMANDS, Answered, Describe
from streaming.control.fields import name_of
from streaming.control.reports import REPORTS, AudienceCounted, Batch, Numbered

RECORDED = Path(__file__).parent / "recorded"
LINES = [
    line for file in sorted(RECORDED.glob("*.jsonl")) for line in file.read_bytes().split(b"\n")
]
SAID = [json.loads(line) for line in LINES if line]
WORDS = [said for said in SAID if "type" in said]
BATCHES = [said for said in SAID if "reports" in said]


def read(said: dict):
    of = {name_of(kind) for kind in COMMANDS}
    decode = decode_command if said["type"] in of else decode_answer
    return decode(json.dumps(said).encode())


def plain(value) -> dict:
    """With nothing that stands for nothing: defaults may be left out."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if one not in ("", None, [], 0)}
    return [plain(one) for one in value] if isinstance(value, list) else value


ROWS = [*WORDS, *(row for batch in BATCHES for row in batch["reports"])]


@pytest.mark.parametrize("kind", [*COMMANDS, *ANSWERS, *REPORTS])
def test_every_field_of_every_word_is_recorded(kind):
    """The release after this one is held to it."""
    rows = [row.keys() for row in ROWS if row["type"] == name_of(kind)]
    assert rows, "Add a line to a file in recorded/."
    assert set(kind.__struct_fields__) <= set().union(*rows), "Add a line to a file in recorded/."


@pytest.mark.parametrize("said", WORDS, ids=lambda said: said["type"])
def test_words_of_the_release_before_mean_the_same(said):
    assert plain(json.loads(encode(read(said)))) == plain(said)


@pytest.mark.parametrize("said", WORDS, ids=lambda said: said["type"])
def test_the_release_before_reads_what_says_nothing_new(said):
    """It refuses fields that it does not know, and so they are left out where they say nothing."""
    assert json.loads(encode(read(said))).keys() <= said.keys()


@pytest.mark.parametrize("said", BATCHES)
def test_reports_of_the_release_before_mean_the_same(said):
    batch = decode_reports(json.dumps(said).encode())
    assert (batch.relay, batch.boot, batch.unknown) == (said["relay"], said["boot"], ())
    assert json.loads(codec.encode_reports(batch)) == said


@pytest.mark.parametrize("said", WORDS, ids=lambda said: said["type"])
def test_fields_of_the_release_after_are_skipped(said):
    assert read(said | {"tomorrow": {"nested": [1, None]}}) == read(said)


def test_reports_of_the_release_after_are_skipped_and_named():
    rows = [
        {"number": 3, "type": "audience_counted", "stage": "s", "viewers": 7, "tomorrow": True},
        {"number": 4, "type": "rehearsed", "stage": "s"},
    ]
    said = {"v": 1, "relay": "r", "boot": "b", "reports": rows, "tomorrow": 1}
    known = (Numbered(3, AudienceCounted("s", 7)),)
    assert decode_reports(json.dumps(said).encode()) == Batch("r", "b", known, ("rehearsed",))


def test_commands_and_answers_of_the_release_after_are_refused():
    for decode in (decode_command, decode_answer):
        with pytest.raises(codec.Unreadable, match="not known"):
            decode(b'{"v":1,"type":"rehearse"}')


def test_what_is_its_default_is_left_out():
    assert encode(Describe()) == b'{"v":1,"type":"describe"}'
    assert json.loads(encode(Answered("", "", ""))).keys() == {
        "v",
        "type",
        "sdp",
        "etag",
        "session",
    }
