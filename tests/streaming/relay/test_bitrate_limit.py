"""What one performer may send; the rest goes nowhere, and somebody is told."""

import asyncio
import os
import struct

import pytest

from streaming.control import commands
from streaming.extras.testcard import cached_clip
from streaming.relay.bitrate_limit import LATELY_SECONDS, TELL_SECONDS, BitrateLimit

from .company import performing, until, viewing
from .running import Backstage, running_relay


def test_a_second_of_it_may_come_at_once_and_then_as_much_each_second():
    bitrate_limit = BitrateLimit(8_000, 0.0)
    assert [bitrate_limit.takes(500, 0.0) for _ in range(3)] == [True, True, False]
    assert bitrate_limit.takes(500, 0.5)
    assert not bitrate_limit.takes(500, 0.5)


def test_it_is_told_now_and_then_how_much_was_dropped():
    bitrate_limit = BitrateLimit(8_000, 0.0)
    assert (bitrate_limit.news(0.0), bitrate_limit.is_reached(0.0)) == (0, False)
    for _ in range(5):
        bitrate_limit.takes(1_001, 1.0)
    assert (bitrate_limit.news(1.0), bitrate_limit.is_reached(1.0)) == (5, True)
    bitrate_limit.takes(1_001, 2.0)
    assert bitrate_limit.news(2.0) == 0
    assert bitrate_limit.news(1.0 + TELL_SECONDS) == 1
    assert not bitrate_limit.is_reached(2.0 + LATELY_SECONDS)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return cached_clip(tmp_path_factory.mktemp("clips"), "VP8", (180,))


async def test_a_flood_is_cut_off_and_the_site_learns_of_it(clip):
    """Twenty megabits in a moment, as a performer may send them who knows the keys."""
    backstage = Backstage()
    with running_relay(backstage=backstage.url, most_bitrate=2_000_000) as relay:
        async with performing(relay, clip) as performer, viewing(relay) as viewer:
            await relay.soon(lambda: viewer.first_keyframe_at > 0)
            got = viewer.bytes_received
            for number in range(2_000):
                head = struct.pack("!BBHII", 0x80, 126, number, 0, 7)
                performer.send_media(head + os.urandom(1_200))
                if number % 50 == 0:
                    await asyncio.sleep(0.001)
            await relay.soon(lambda: relay.tally().get("in.over_bitrate", 0) > 100)
            stage = relay.ask(commands.Describe()).stages[0]
            assert [one.limited for one in stage.pictures] == [True]
            await until(lambda: any(_is_limited(one.report) for one in backstage.taken))
            assert viewer.bytes_received - got < 1_000_000
            before = viewer.counts["rtp"]
            await relay.soon(lambda: viewer.counts["rtp"] > before + 20)
    backstage.shutdown()
    backstage.server_close()


def _is_limited(report: object) -> bool:
    return type(report).__name__ == "PerformerLimited" and report.dropped > 0
