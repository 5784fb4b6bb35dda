"""What a lane keeps for newcomers is given back when its performer goes, and when it ends; and what
newcomers ask its performer for."""

import pytest

from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.negotiation import Track
from streaming.forwarding.packet_cache import Memory
from streaming.relay.lane import Lane
from tests.streaming.forwarding.packets import packet


def test_a_lane_gives_its_memory_back():
    memory = Memory()
    lane = Lane("host/video/0", VP8, memory, {})
    lane.take(Track("video", "0", VP8, 96, None), {}, PerformerClock())
    [source] = lane.sources
    for number in range(5_000):
        source.receive(packet(number, number * 3000, key=not number), number / 30)
    assert len(source.cache) == 5_000
    assert memory.used > 5_000 * 1_000
    lane.rest()
    assert len(source.cache) == source.cache.newest
    assert memory.short == 0
    lane.close()
    assert memory.used == 0


@pytest.mark.parametrize("paused", [True, False])
def test_who_wants_no_picture_costs_its_performer_no_keyframe(paused):
    lane = Lane("host/video/0", VP8, Memory(), {})
    lane.take(Track("video", "0", VP8, 96, None), {}, PerformerClock())
    [source] = lane.sources
    source.keyframes.wanted = False
    feed = Feed(Wiring("host/video/0", 96, None, "0", 7000, None), lane.sources)
    if paused:
        feed.pause()
    lane.begin(feed, 0.0, patient=False)
    assert source.keyframes.wanted is not paused
