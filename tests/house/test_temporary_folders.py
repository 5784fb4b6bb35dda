"""Tests and benchmarks leave nothing behind, whatever ends them."""

import signal
import subprocess
import sys

import pytest

MAKE = """
import sys, time
from tests.tools.temporary_folders import end_in_order, folder, own_folder
end_in_order()
with folder("bench") as one:
    two = own_folder("tests")
    print(one, two, flush=True)
    time.sleep(60 if sys.argv[1:] else 0)
"""


def made(tmp_path, *words: str) -> subprocess.Popen:
    environment = {"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", MAKE, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def names(tmp_path) -> list[str]:
    return [one.name for one in tmp_path.iterdir()]


@pytest.mark.parametrize("end", [None, signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_in_order_leaves_nothing(tmp_path, end):
    process = made(tmp_path, *(["wait"] if end else []))
    assert process.stdout.readline().count(str(tmp_path)) == 2
    if end:
        process.send_signal(end)
    process.communicate(timeout=20)
    assert names(tmp_path) == []


def test_what_a_killed_one_left_goes_with_the_next(tmp_path):
    other = tmp_path / "footlights-live-0-somebody-elses"
    other.mkdir()
    killed = made(tmp_path, "wait")
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert len(names(tmp_path)) == 3
    lives = made(tmp_path, "wait")
    lives.stdout.readline()
    assert len(names(tmp_path)) == 3
    made(tmp_path).communicate(timeout=20)
    assert len(names(tmp_path)) == 3
    lives.terminate()
    lives.communicate(timeout=20)
    assert names(tmp_path) == [other.name]
