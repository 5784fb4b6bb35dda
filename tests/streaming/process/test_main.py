"""The life of a process, from its line of configuration to its end."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from streaming.control import commands
from streaming.process.main import listen
from tests.house.sources import ROOT
from tests.streaming.relay.running import SECRET, Backstage, Running
from tests.tools.waiting import wait_until

CONFIG = {"secret": SECRET, "name": "one", "control": "127.0.0.1:0"}
SKETCH = [sys.executable, "-m", "tests.streaming.process.sketch"]


@contextmanager
def sketch(**given):
    """The process, its input still open and its errors to read."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(SKETCH, text=True, cwd=ROOT, **pipes) as process:
        try:
            process.stdin.write(json.dumps(CONFIG | given) + "\n")
            process.stdin.flush()
            yield process
        finally:
            process.kill()


def running(process) -> Running:
    return Running(process, json.loads(process.stdout.readline()) | {"udp_port": 0})


def test_it_says_where_it_is_obeys_and_reports():
    backstage = Backstage()
    with sketch(backstage=backstage.url) as process:
        found = running(process)
        assert found.ready["colour"] == "red"
        described = found.ask(commands.Describe())
        assert (described.relay, described.boot) == ("one", found.ready["boot"])
        assert found.ask(commands.Leave("stage", "a")).code == "control.unknown_type"
        wait_until(lambda: backstage.of("stage"))
    backstage.shutdown()
    backstage.server_close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, None])
def test_it_ends_in_order_when_it_is_told_to_or_left_alone(how):
    with sketch() as process:
        running(process)
        if how is None:
            process.stdin.close()
        else:
            process.send_signal(how)
        assert process.wait(20) == 0
        said = [line for line in process.stderr.read().splitlines() if "sketch" not in line]
        assert said == ["goodbye", "closed"]


def test_a_pulse_is_a_line_a_second_for_those_who_asked_for_it():
    with sketch(pulse=True) as process:
        running(process)
        assert [process.stdout.readline() for _ in range(2)] == ["\n", "\n"]


def test_a_supervisor_that_does_not_read_stops_nothing():
    with sketch(pulse=True) as process:
        found = running(process)
        os.set_blocking(process.stdout.fileno(), False)
        assert found.http("GET", "/v1/health")[0] == 200


def test_a_configuration_that_makes_no_sense_is_named():
    with sketch(colour="red") as process:
        assert process.wait(20) == 2
        assert "configuration of a sketch" in process.stderr.read()


def test_an_answer_does_not_wait_for_an_acknowledgement():
    with (
        listen(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_control_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as holder:
        taken = f"127.0.0.1:{holder.getsockname()[1]}"
        with sketch(control=taken) as process:
            assert process.wait(20) == 1
            assert "The sketch could not start" in process.stderr.read()
