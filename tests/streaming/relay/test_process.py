"""The process of a relay: what it needs, what it is told, how it shares its loop."""

import asyncio
import json
import subprocess
import sys

import pytest

from streaming.relay.config import DEFAULT_UDP_PORT, Config
from streaming.relay.relay import Relay

FORBIDDEN = ("django", "channels", "rest_framework", "sqlite3", "psycopg")


def test_a_relay_needs_neither_django_nor_a_database():
    code = (
        "import sys, streaming.relay.__main__, streaming.relay.relay\n"
        f"print([one for one in {FORBIDDEN} if one in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_it_is_told_everything_at_its_start_and_nothing_unknown():
    assert Config.read('{"secret": "x"}').udp_port == DEFAULT_UDP_PORT == 8189
    with pytest.raises(ValueError, match="colour"):
        Config.read(json.dumps({"secret": "x", "colour": "red"}))


class Crowded:
    """A lane with 20 batches of viewers, each of which costs 1,000 bytes."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log = name, log

    def forward(self, _outbox, _send_time):
        for _ in range(20):
            self.log.append(self.name)
            yield 1_000


async def test_a_large_audience_is_served_in_turns_and_the_loop_goes_on_between_them():
    loop = asyncio.get_running_loop()
    config = Config(secret="x", udp_host="127.0.0.1", udp_port=0, egress_per_tick=4_000)
    relay, log = Relay(config, "boot", loop), []
    first, second = Crowded("first", log), Crowded("second", log)
    relay.ready[first] = None
    relay._drained(0.0)
    assert log == ["first"] * 4
    relay.ready[second] = None
    relay._drained(0.0)  # packets that come meanwhile start nothing of their own
    while len(log) < 40:
        before = len(log)
        await asyncio.sleep(0)
        assert len(log) - before <= 4
    await asyncio.sleep(0)
    assert log == ["first"] * 20 + ["second"] * 20
    relay.front.listen(loop)
    relay.close()
