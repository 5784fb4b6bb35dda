"""The codec: what is written is read again, and what breaks a bound is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from streaming.control import codec, fields
from streaming.control.codec import Unreadable, decode_answer, decode_command, encode
from streaming.control.commands import (
    ANSWERS,
    COMMANDS,
    CloseStage,
    Described,
    Hush,
    Leave,
    Load,
    Patched,
    Perform,
    StageLine,
    Watch,
)
from streaming.control.fields import name_of
from streaming.control.reports import REPORTS, Batch, Heartbeat, Numbered, PerformerArrived

from . import shapes

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
whole = st.integers(-fields.LARGEST, fields.LARGEST)
commands, answers, reports = (
    st.one_of(list(map(shapes.made, kinds))) for kinds in (COMMANDS, ANSWERS, REPORTS)
)


def refusal_of(read, data: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    return refusal.value.code


@given(commands)
def test_a_command_that_is_written_is_read_again(command):
    assert decode_command(encode(command)) == command


@given(answers)
def test_an_answer_that_is_written_is_read_again(answer):
    assert decode_answer(encode(answer)) == answer


@given(st.lists(st.builds(Numbered, st.integers(1, 10**9), reports), max_size=5), text)
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
    assert decode_command(data) == Watch("a", "b", "c", "auto")
    assert decode_answer(b'{"v":1,"type":"patched"}') == Patched(None, "")


@pytest.mark.parametrize("muted", [1, 0, "true", None, []])
def test_a_truth_is_true_or_false(muted):
    body = {"v": 1, "type": "hush", "stage": "a", "part": "b"}
    assert decode_command(json.dumps(body | {"muted": True}).encode()) == Hush("a", "b", True)
    wrong = json.dumps(body | {"muted": muted}).encode()
    assert refusal_of(decode_command, wrong) == "control.wrong_field"


def test_structs_inside_structs_are_read():
    stage = StageLine("s", 1, 200, 9, ("h", "l"), ("ada",))
    described = Described("r", "b", Load(0.5, 1, 2, 3), (stage,))
    assert decode_answer(encode(described)) == described


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "control.malformed"),
        (b"\xff\xfe\x00", "control.malformed"),
        (b"[]", "control.malformed"),
        (b"[" * 100_000, "control.malformed"),
        (b'{"x":' + b"[" * 100_000, "control.malformed"),
        (b'{"v":NaN,"type":"describe"}', "control.malformed"),
        (b'{"type":"describe"}', "control.version"),
        (b'{"v":2,"type":"describe"}', "control.version"),
        (b'{"v":true,"type":"describe"}', "control.version"),
        (b'{"v":1}', "control.unknown_type"),
        (b'{"v":1,"type":["describe"]}', "control.unknown_type"),
        (b'{"v":1,"type":"answered","sdp":"","etag":"","session":""}', "control.unknown_type"),
        (b'{"v":1,"type":"leave","stage":"a"}', "control.missing_field"),
        (b'{"v":1,"type":"leave","stage":1,"session":""}', "control.wrong_field"),
        (b'{"v":1,"type":"leave","stage":null,"session":""}', "control.wrong_field"),
        (b'{"v":1,"type":"leave","stage":"\xff","session":""}', "control.malformed"),
        (b'{"v":1,"type":"leave","stage":"\\ud800","session":""}', "control.malformed"),
        (b" " * (codec.MOST_BYTES + 1), "control.too_large"),
    ],
)
def test_anything_else_is_refused(data, code):
    assert refusal_of(decode_command, data) == code


@pytest.mark.parametrize("epoch", [True, 1.0, "1", None, fields.LARGEST + 1, -1, []])
def test_an_epoch_is_a_whole_number(epoch):
    body = {"v": 1, "type": "perform", "stage": "", "session": "", "part": "", "offer": ""}
    wrong = json.dumps(body | {"epoch": epoch}).encode()
    assert refusal_of(decode_command, wrong) == "control.wrong_field"


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ({}, "control.wrong_field"),
        ([{"type": "heartbeat"}], "control.missing_field"),
        ([{"number": 0, "type": "heartbeat"}], "control.wrong_field"),
        ([{"number": 1}], "control.missing_field"),
        ([{"number": 1, "type": "heartbeat"}], "control.missing_field"),
        (["heartbeat"], "control.wrong_field"),
        ([{"number": 1}] * 201, "control.wrong_field"),
    ],
)
def test_reports_that_make_no_sense_are_refused(reports, code):
    data = json.dumps({"v": 1, "relay": "r", "boot": "b", "reports": reports}).encode()
    assert refusal_of(codec.decode_reports, data) == code


def test_what_cannot_be_written_is_refused_too():
    for wrong in (
        Leave("\ud800", ""),
        Leave("s" * 65, ""),
        Perform("s", "t", "p", -1, ""),
        Perform("s", "t", "p", 1, "é" * 64 * 1024, "x" * 256),
        Patched("é" * 64 * 1024, "x"),
    ):
        with pytest.raises(Unreadable):
            encode(wrong)
    for report in (Heartbeat(float("nan"), 0, 0, 0), Heartbeat(0.5, 1 << 31, 0, 0)):
        with pytest.raises(Unreadable):
            codec.encode_reports(Batch("r", "b", (Numbered(1, report),)))


@pytest.mark.parametrize("kind", [*COMMANDS, *ANSWERS, *REPORTS])
def test_every_text_and_number_has_its_bound(kind):
    """But the sentence of a refusal, which the relay writes itself."""
    bare = [
        field.name
        for field in inspect.type_info(kind).fields
        if (isinstance(field.type, inspect.StrType) and field.type.max_length is None)
        or (isinstance(field.type, inspect.IntType) and field.type.le is None)
    ]
    assert bare in ([], ["sentence"])


@given(st.binary(max_size=300))
def test_bytes_of_strangers_raise_nothing_else(data):
    for read in (decode_command, decode_answer, codec.decode_reports):
        with pytest.raises(Unreadable):
            read(data)


@given(commands, st.data())
def test_a_changed_command_is_read_or_refused(command, data):
    found = json.loads(encode(command))
    name = data.draw(st.sampled_from(sorted(found)))
    found[name] = data.draw(st.recursive(st.none() | st.booleans() | whole | text, st.lists))
    try:
        decode_command(json.dumps(found).encode())
    except Unreadable as error:
        assert error.code.startswith("control.")


def test_every_type_has_a_name_of_its_own():
    kinds = [*COMMANDS, *ANSWERS, *REPORTS]
    assert len({name_of(kind) for kind in kinds}) == len(kinds)


def test_a_struct_inside_a_struct_is_an_object():
    said = json.loads(encode(Described("r", "b", Load(0.5, 1, 2, 3))))
    body = json.dumps(said | {"stages": [7]}).encode()
    assert refusal_of(decode_answer, body) == "control.wrong_field"
