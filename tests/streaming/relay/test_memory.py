"""What a lane keeps for newcomers is given back when its performer goes, and when it ends."""

from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.codecs import VP8
from streaming.forwarding.negotiation import Track
from streaming.forwarding.packet_cache import Memory
from streaming.relay.lane import Lane
from tests.streaming.forwarding.packets import packet


def test_a_lane_gives_its_memory_back():
    memory = Memory()
    lane = Lane("host/video/0", VP8, memory)
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
