"""A relay beside the site: told what it needs, started again when it dies, ended in time."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shows.air.appearances import appear, arrived
from shows.models import Show
from streaming.launch import supervision
from streaming.launch.supervision import (
    RelayProcess,
    choose_ports,
    configuration,
    configuration_elsewhere,
)
from streaming.management.commands.live import finding_of
from streaming.relay.config import DEFAULT_UDP_PORT, Config
from streaming.site.health.probes import FAIL, OK
from tests.house.sources import ROOT

SCRIPT = """
import json, sys, time
told = json.loads(sys.stdin.readline())
with open(told["note"], "a") as note:
    note.write("started\\n")
time.sleep(told["seconds"])
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SCRIPT


def wait_until(happened) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def run(tmp_path):
    note, started, ended = tmp_path / "note", [], []

    def begin(seconds: float, script: str = SCRIPT) -> RelayProcess:
        relay = RelayProcess(
            {"note": str(note), "seconds": seconds, "name": "r"},
            command=[sys.executable, "-c", script],
            on_end=lambda: ended.append(True),
        )
        relay.starts_noted = lambda: len(note.read_text().split()) if note.exists() else 0
        relay.ended = ended
        started.append(relay)
        relay.start()
        return relay

    yield begin
    for relay in started:
        relay.stop()


def test_a_relay_that_dies_is_started_again(run):
    relay = run(0)
    wait_until(lambda: relay.starts_noted() >= 3)
    assert len(relay.ended) >= 2


def test_a_relay_that_is_killed_is_started_again_at_once(run):
    relay = run(60)
    wait_until(lambda: relay.starts_noted() == 1)
    began = time.monotonic()
    relay.process.kill()
    wait_until(lambda: relay.starts_noted() == 2)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("script", [SCRIPT, STUBBORN])
def test_it_ends_when_it_is_told_to_and_stays_ended(run, script):
    relay = run(60, script)
    wait_until(lambda: relay.starts_noted() == 1)
    began = time.monotonic()
    relay.stop(timeout=0.5)
    assert time.monotonic() - began < 2
    assert relay.process.poll() is not None
    assert (relay.starts, relay.ended) == (1, [])


def test_a_relay_that_hangs_is_replaced(settings, monkeypatch):
    monkeypatch.setattr(supervision, "LOOK_SECONDS", 0.5)
    settings.RELAY_CONTROL, settings.RELAY_UDP_PORT = "127.0.0.1:0", 0
    relay = RelayProcess(configuration(), on_end=lambda: None)
    relay.start()
    try:
        wait_until(lambda: relay.ready)
        hanging = relay.process
        hanging.send_signal(signal.SIGSTOP)
        wait_until(lambda: relay.process is not hanging)
        assert hanging.returncode == -signal.SIGKILL
    finally:
        relay.stop()


DEAF = """
import json, sys, time
told = json.loads(sys.stdin.readline())
print(json.dumps({"control": "127.0.0.1:1", "udp_port": 1}), flush=True)
while True:
    time.sleep(0.05)
    print(flush=True)
"""


TALKATIVE = """
import json, sys, time
told = json.loads(sys.stdin.readline())
print("some library says hello", flush=True)
print(json.dumps({"control": "127.0.0.1:1", "udp_port": 1}), flush=True)
time.sleep(told["seconds"])
"""


def test_a_line_that_is_not_of_the_relay_ends_no_supervision(run):
    relay = run(0.1, TALKATIVE)
    wait_until(lambda: relay.ready and relay.starts >= 2)


def test_a_relay_whose_control_port_is_slow_is_left_alone(run, monkeypatch):
    monkeypatch.setattr(supervision, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(supervision, "MOST_SILENT_LOOKS", 4)
    relay = run(0, DEAF)
    wait_until(lambda: relay.pulses > 60)
    assert (relay.starts, relay.ended) == (1, [])


def test_a_site_without_descriptors_does_not_take_it_out_on_the_relay():
    script = (
        "import resource, time\n"
        "from tests.tools.environment import DATA_DIR\n"
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "settings.RELAY_CONTROL, settings.RELAY_UDP_PORT = '127.0.0.1:0', 0\n"
        "from streaming.launch import supervision\n"
        "supervision.LOOK_SECONDS = 0.5\n"
        "relay = supervision.RelayProcess(supervision.configuration()); relay.start()\n"
        "while not relay.ready: time.sleep(0.02)\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "held = []\n"
        "try:\n"
        "    while True: held.append(open('/dev/null'))\n"
        "except OSError: pass\n"
        "before = relay.pulses\n"
        "while relay.pulses < before + 4: time.sleep(0.02)\n"
        "print(relay.starts, relay.process.poll(), flush=True)\n"
    )
    site = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert site.stdout == b"1 None\n"


def test_a_port_that_is_taken_is_named_and_the_site_is_not_ready(settings, caplog):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", 0))
        taken = holder.getsockname()[1]
        settings.RELAY_CONTROL = "127.0.0.1:0"
        settings.RELAY_UDP_PORT, settings.RELAY_UDP_PORT_IS_SET = taken, True
        relay = RelayProcess(configuration(), on_end=lambda: None)
        relay.start()
        try:
            wait_until(lambda: f"UDP port {taken} is taken" in caplog.text)
            assert "RELAY_UDP_PORT" in caplog.text
            assert finding_of(relay).level == FAIL
            assert str(taken) in finding_of(relay).words
            holder.close()
            wait_until(lambda: relay.ready)
            assert finding_of(relay).level == OK
        finally:
            relay.stop()


def test_only_a_relay_that_does_not_come_back_makes_the_site_unready():
    relay, now = RelayProcess({"name": "r"}), time.monotonic()
    assert relay.failing
    relay._down_since = None
    assert relay.failing == ""
    relay._down_since = now
    assert relay.failing == ""
    relay._down_since = now - 60
    assert relay.failing == "does not run"


def test_what_cannot_be_started_is_tried_again(tmp_path, caplog):
    relay = RelayProcess({"name": "r"}, command=[str(tmp_path / "none")], on_end=lambda: None)
    relay.start()
    wait_until(lambda: caplog.text.count("The relay cannot be started") >= 2)
    relay.stop()
    assert relay.process is None


@pytest.mark.django_db
def test_its_performers_are_off_the_air_at_once(make_show, monkeypatch):
    show = make_show(state="doors")
    arrived(appear(show, user=show.creator, key=None, relay="r").session)
    # The connection of this test is open on purpose.
    monkeypatch.setattr(supervision, "close_old_connections", lambda: None)
    RelayProcess({"name": "r"}).on_end()
    assert Show.objects.get().state == "interrupted"


def test_a_relay_ends_with_the_site_that_started_it(tmp_path):
    """Even with one that is killed: its input closes."""
    script = (
        "import json, sys, time\n"
        "from tests.tools.environment import DATA_DIR\n"
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "settings.RELAY_CONTROL, settings.RELAY_UDP_PORT = '127.0.0.1:0', 0\n"
        "from streaming.launch.supervision import RelayProcess, configuration\n"
        "relay = RelayProcess(configuration()); relay.start()\n"
        "while not relay.ready: time.sleep(0.02)\n"
        "print(relay.process.pid, flush=True); time.sleep(60)\n"
    )
    site = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    pid = int(site.stdout.readline())
    site.kill()
    site.wait()
    site.stdout.close()
    wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_the_configuration_is_what_a_relay_reads(settings):
    settings.RELAY_CONTROL = "127.0.0.1:8190"
    told = configuration()
    read = Config.read(json.dumps(told))
    assert {name: getattr(read, name) for name in told} == told
    assert read.udp_port == DEFAULT_UDP_PORT
    assert told["backstage"] == "http://127.0.0.1:8000/backstage/reports"
    assert told["secret"] == settings.RELAY_SECRET
    settings.BACKSTAGE_URL = "https://shows.example.org"
    assert configuration()["backstage"] == "https://shows.example.org/backstage/reports"


def test_the_next_free_port_is_taken_unless_one_was_asked_for(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", 0))
        taken = holder.getsockname()[1]
        settings.RELAY_UDP_PORT, settings.RELAY_UDP_PORT_IS_SET = taken, False
        settings.RELAY_CONTROL, settings.RELAY_CONTROL_IS_SET = "127.0.0.1:8190", True
        choose_ports()
        assert taken < settings.RELAY_UDP_PORT < taken + supervision.PORTS_TO_TRY
        settings.RELAY_UDP_PORT, settings.RELAY_UDP_PORT_IS_SET = taken, True
        choose_ports()
        assert taken == settings.RELAY_UDP_PORT


def test_a_control_port_that_moves_is_known_to_the_site(settings):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        settings.RELAY_UDP_PORT_IS_SET = True
        settings.RELAY_CONTROL, settings.RELAY_CONTROL_IS_SET = f"127.0.0.1:{taken}", False
        choose_ports()
        assert f"127.0.0.1:{taken}" != settings.RELAY_CONTROL
        assert settings.RELAYS == [settings.RELAY_CONTROL]


def test_of_two_houses_that_open_at_once_both_go_on_air(settings):
    """Both found the same ports free; one was quicker."""
    with socket.socket() as quicker, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        quicker.bind(("127.0.0.1", 0))
        media.bind(("", 0))
        udp_port, control = media.getsockname()[1], f"127.0.0.1:{quicker.getsockname()[1]}"
        settings.RELAY_UDP_PORT, settings.RELAY_UDP_PORT_IS_SET = udp_port, False
        settings.RELAY_CONTROL, settings.RELAY_CONTROL_IS_SET = control, False
        quicker.listen()
        relay = RelayProcess(
            configuration(), on_end=lambda: None, elsewhere=configuration_elsewhere
        )
        relay.start()
        try:
            wait_until(lambda: relay.ready)
            assert relay.ready["control"] == settings.RELAY_CONTROL != control
            assert settings.RELAYS == [settings.RELAY_CONTROL]
            assert relay.ready["udp_port"] == settings.RELAY_UDP_PORT != udp_port
        finally:
            relay.stop()
