"""The words between web and relay: what is written is read again, and nothing else is read."""

import dataclasses
import json
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.control import codec
from streaming.control.codec import Unreadable, decode, encode, name_of
from streaming.control.commands import (
    ANSWERS,
    COMMANDS,
    CloseStage,
    Command,
    Described,
    Hush,
    Leave,
    Load,
    Patched,
    Perform,
    StageLine,
    Watch,
)
from streaming.control.reports import REPORTS, Batch, Heartbeat, Numbered, PerformerArrived

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
whole = st.integers(-codec.LARGEST, codec.LARGEST)


def things(kinds) -> st.SearchStrategy:
    st.register_type_strategy(str, text)
    st.register_type_strategy(int, whole)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    return st.one_of([st.from_type(kind) for kind in kinds])


@given(things([*COMMANDS, *ANSWERS]))
def test_what_is_written_is_read_again(thing):
    assert decode(encode(thing), [*COMMANDS, *ANSWERS]) == thing


@given(st.lists(st.builds(Numbered, st.integers(1, 10**9), things(REPORTS)), max_size=5), text)
def test_a_batch_of_reports_is_read_again(reports, boot):
    batch = Batch("relay", boot, tuple(reports))
    assert codec.decode_reports(codec.encode_reports(batch)) == batch


def test_a_command_reads_as_one_can_type_it():
    assert json.loads(encode(CloseStage("ab12", "cancelled"))) == {
        "v": 1,
        "type": "close_stage",
        "stage": "ab12",
        "reason": "cancelled",
    }


def test_reports_read_as_one_can_type_them():
    batch = Batch("r", "b", (Numbered(7, PerformerArrived("s", "t", "host", 3)),))
    assert json.loads(codec.encode_reports(batch)) == {
        "v": 1,
        "relay": "r",
        "boot": "b",
        "reports": [
            {
                "number": 7,
                "type": "performer_arrived",
                "stage": "s",
                "session": "t",
                "part": "host",
                "epoch": 3,
            }
        ],
    }


def test_what_has_a_default_may_be_left_out():
    data = b'{"v":1,"type":"watch","stage":"a","session":"b","offer":"c"}'
    assert decode(data, COMMANDS) == Watch("a", "b", "c", "auto")
    assert decode(b'{"v":1,"type":"patched"}', ANSWERS) == Patched(None, "")


@pytest.mark.parametrize("muted", [1, 0, "true", None, []])
def test_a_truth_is_true_or_false(muted):
    body = {"v": 1, "type": "hush", "stage": "a", "part": "b"}
    assert decode(json.dumps(body | {"muted": True}).encode(), COMMANDS) == Hush("a", "b", True)
    with pytest.raises(Unreadable) as refusal:
        decode(json.dumps(body | {"muted": muted}).encode(), COMMANDS)
    assert refusal.value.code == "control.wrong_field"


def test_things_inside_things_are_read():
    stage = StageLine("s", 1, 200, 9, ("h", "l"), ("ada",))
    described = Described("r", "b", Load(0.5, 1, 2, 3), (stage,))
    assert decode(encode(described), ANSWERS) == described


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "control.malformed"),
        (b"\xff\xfe\x00", "control.malformed"),
        (b"[]", "control.malformed"),
        (b"[" * 100_000, "control.malformed"),
        (b'{"v":1,"v":1,"type":"describe"}', "control.malformed"),
        (b'{"v":NaN,"type":"describe"}', "control.malformed"),
        (b'{"type":"describe"}', "control.version"),
        (b'{"v":2,"type":"describe"}', "control.version"),
        (b'{"v":true,"type":"describe"}', "control.version"),
        (b'{"v":1}', "control.unknown_type"),
        (b'{"v":1,"type":["describe"]}', "control.unknown_type"),
        (b'{"v":1,"type":"answered","sdp":"","etag":"","session":""}', "control.unknown_type"),
        (b'{"v":1,"type":"describe","more":1}', "control.unknown_field"),
        (b'{"v":1,"type":"leave","stage":"a"}', "control.missing_field"),
        (b'{"v":1,"type":"leave","stage":1,"session":""}', "control.wrong_field"),
        (b'{"v":1,"type":"leave","stage":null,"session":""}', "control.wrong_field"),
        (b'{"v":1,"type":"leave","stage":"\\ud800","session":""}', "control.wrong_field"),
        (b" " * (codec.MOST_BYTES + 1), "control.too_large"),
    ],
)
def test_anything_else_is_refused(data, code):
    with pytest.raises(Unreadable) as refusal:
        decode(data, COMMANDS)
    assert refusal.value.code == code


@pytest.mark.parametrize("epoch", [True, 1.0, "1", None, codec.LARGEST + 1, []])
def test_an_epoch_is_a_whole_number(epoch):
    body = {"v": 1, "type": "perform", "stage": "", "session": "", "part": "", "offer": ""}
    with pytest.raises(Unreadable) as refusal:
        decode(json.dumps(body | {"epoch": epoch}).encode(), COMMANDS)
    assert refusal.value.code == "control.wrong_field"


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ({}, "control.wrong_field"),
        ([{"type": "heartbeat"}], "control.missing_field"),
        ([{"number": 0, "type": "heartbeat"}], "control.wrong_field"),
        ([{"number": 1, "type": "watch"}], "control.unknown_type"),
        (["heartbeat"], "control.missing_field"),
        ([{"number": 1}] * 201, "control.wrong_field"),
    ],
)
def test_reports_that_make_no_sense_are_refused(reports, code):
    data = json.dumps({"v": 1, "relay": "r", "boot": "b", "reports": reports}).encode()
    with pytest.raises(Unreadable) as refusal:
        codec.decode_reports(data)
    assert refusal.value.code == code


def test_what_cannot_be_written_is_refused_too():
    with pytest.raises(Unreadable):
        encode(Leave("\ud800", ""))
    with pytest.raises(Unreadable):
        encode(Perform("s", "t", "p", 1, "x" * codec.MOST_BYTES))
    with pytest.raises(Unreadable):
        codec.encode_reports(Batch("r", "b", (Numbered(1, Heartbeat(float("nan"), 0, 0, 0)),)))


@given(st.binary(max_size=300))
def test_bytes_of_strangers_raise_nothing_else(data):
    for read in (lambda: decode(data, COMMANDS), lambda: codec.decode_reports(data)):
        with pytest.raises(Unreadable):
            read()


@given(things(COMMANDS), st.data())
def test_a_changed_command_is_read_or_refused(command, data):
    found = json.loads(encode(command))
    name = data.draw(st.sampled_from(sorted(found)))
    found[name] = data.draw(st.recursive(st.none() | st.booleans() | whole | text, st.lists))
    try:
        decode(json.dumps(found).encode(), COMMANDS)
    except Unreadable as error:
        assert error.code.startswith("control.")


def test_every_type_has_a_name_of_its_own():
    kinds = [*COMMANDS, *ANSWERS, *REPORTS]
    assert len({name_of(kind) for kind in kinds}) == len(kinds)
    assert all(dataclasses.is_dataclass(kind) for kind in kinds)
    assert set(typing.get_args(Command)) == set(COMMANDS)


def test_a_thing_inside_a_thing_is_an_object():
    said = json.loads(encode(Described("r", "b", Load(0.5, 1, 2, 3))))
    body = json.dumps(said | {"stages": [7]}).encode()
    with pytest.raises(Unreadable) as refusal:
        decode(body, ANSWERS)
    assert refusal.value.code == "control.wrong_field"
