"""The line of JSON that a process reads at its start."""

from dataclasses import dataclass

import pytest

from streaming.process.config import ProcessConfig

LINE = '{"secret": "x", "name": "a", "control": "127.0.0.1:8190"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch(ProcessConfig):
    colour: str = "black"


def test_a_kind_of_process_adds_fields_to_those_of_all():
    told = Sketch.read(LINE + ', "colour": "red", "pulse": true}')
    assert (told.secret, told.name, told.colour, told.pulse) == ("x", "a", "red", True)
    assert (told.backstage, Sketch.read(LINE + "}").colour) == ("", "black")


@pytest.mark.parametrize("text", ["", "[]", "7", LINE, LINE + ', "colour": "red"}'])
def test_what_is_no_object_or_has_an_unknown_field_is_refused(text):
    with pytest.raises(ValueError):
        ProcessConfig.read(text)


def test_what_every_process_needs_is_asked_for():
    with pytest.raises(TypeError, match="control"):
        ProcessConfig.read('{"secret": "x", "name": "a"}')


@pytest.mark.parametrize(
    ("control", "address"),
    [("127.0.0.1:0", ("127.0.0.1", 0)), (":8190", ("127.0.0.1", 8190)), ("[::1]:1", ("::1", 1))],
)
def test_a_control_address_is_a_host_and_a_port(control, address):
    assert ProcessConfig(secret="x", name="a", control=control).control_address == address
