"""What fifty newcomers cost is cut into slices, and everybody else has their turn between them."""

import pytest

from streaming.control.commands import Watch
from streaming.forwarding.catch_up import opening_of
from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.negotiation import Track
from streaming.forwarding.packet_cache import Memory
from streaming.relay.lane import Lane
from streaming.relay.latecomers import MOST_STAYING, SHOWN_SECONDS, SLICE_BYTES
from streaming.relay.stage import Stage
from streaming.relay.viewer import Viewer
from tests.streaming.forwarding.packets import packet

from .test_outbox import PROFILES, Receiver

STAMP, NEWCOMERS, TICK = bytes(3), 50, 0.025
A_FRAME = 10  # packets


class House:
    """A lane whose performer is heard by nobody, with one who has watched from the beginning."""

    def __init__(self, relay) -> None:
        self.relay, self.stage = relay, Stage(relay, "stage")
        self.lane = Lane("host/video/0", VP8, Memory(), {})
        self.lane.take(Track("video", "0", VP8, 96, None), {}, PerformerClock())
        self.source, self.frames, self.packets = self.lane.sources[0], 0, 0
        self.receivers: list[Receiver] = []

    def sit(self, number: int) -> Viewer:
        self.receivers.append(Receiver(PROFILES[0]))
        viewer = Viewer(self.relay, self.stage, Watch("stage", f"viewer-{number}", ""))
        viewer.destination, viewer.stopped = self.receivers[-1].destination, False
        self.lane.begin(self.lane.seat(viewer, WIRING), self.now, patient=False)
        return viewer

    @property
    def now(self) -> float:
        return self.frames * TICK

    def play(self, *, key: bool = False) -> None:
        for number in range(A_FRAME):
            one = packet(self.packets, self.frames * 2250, key=key and not number)
            self.lane.keep(self.source.receive(one, self.now))
            self.packets += 1
        self.source.upstream(self.now)
        self.frames += 1
        for _ in self.lane.forward(self.relay.outbox, STAMP):
            pass


WIRING = Wiring("host/video/0", 96, None, "0", 7000, None)


@pytest.fixture
def house(bare_relay):
    house = House(bare_relay)
    yield house
    for receiver in house.receivers:
        receiver.sock.close()


async def test_others_have_their_turn_between_small_slices(house):
    house.sit(0)
    house.play(key=True)
    for _ in range(60):
        house.play()
    newcomers = [house.sit(number) for number in range(1, NEWCOMERS + 1)]
    outbox, slices = house.relay.outbox, []
    for tick in range(2_000):
        house.play()
        before = outbox.bytes_sent
        for turn, _ in enumerate(house.lane.catch_up(outbox, house.now, STAMP)):
            slices.append(outbox.bytes_sent - before)
            if turn == 0 and tick % 3 == 0:
                house.play()  # while they wait, what is new goes to the others
            before = outbox.bytes_sent
        if not house.lane._latecomers and slices:
            break
    assert not house.lane._latecomers, "all have caught up"
    assert max(slices) < 1.3 * SLICE_BYTES
    feeds = [house.lane.feeds[viewer] for viewer in newcomers]
    assert all(feed.straight and feed.layer == 0 for feed in feeds)
    house.play()
    assert len({feed.totals()[0] for feed in feeds}) == 1


def step(house: House) -> None:
    house.play()
    for _ in house.lane.catch_up(house.relay.outbox, house.now, STAMP):
        pass


async def test_who_leaves_while_catching_up_is_held_nothing_for(house):
    """Else the cache grows until it meets its bound, and newcomers wait for the next keyframe."""
    house.play(key=True)
    for _ in range(700):
        house.play()
    newcomer = house.sit(1)
    while not len(house.lane._latecomers):
        step(house)
    house.lane.leave(newcomer)
    step(house)
    house.play(key=True)
    for _ in range(700):
        house.play()
    assert house.lane._memory.short == 0
    assert opening_of(house.source, house.now) is house.source.opening


async def test_who_has_just_begun_does_not_begin_again(house):
    """A page asks for a keyframe soon; what is on its way may still be shown."""
    house.play(key=True)
    for _ in range(200):
        house.play()
    newcomer = house.sit(1)
    while not len(house.lane._latecomers):
        step(house)
    begun_at, feed = house.now, house.lane.feeds[newcomer]
    stretch = feed._stretch
    house.lane.refresh(newcomer, house.now)
    assert feed._stretch is stretch
    while house.now < begun_at + SHOWN_SECONDS:
        step(house)
    house.lane.refresh(newcomer, house.now)
    assert feed._stretch is not stretch


def come_late(house: House, many: int) -> list[Viewer]:
    """On narrow lines: a check of each is answered a fifth of a second later than one before."""
    house.play(key=True)
    viewers = [house.sit(number) for number in range(many)]
    while not house.lane._latecomers.here:
        step(house)
    for viewer in viewers:
        echoes = viewer.path.echoes
        for sent, took in ((0, 0.01), (60_000, 0.21)):
            echoes.asked(sent, house.now + took)
            echoes.heard(house.now + took, house.now + 2 * took)
    step(house)
    for viewer in viewers:
        viewer.path.echoes.begin()
    assert all(catch_up.eased for catch_up, _ in house.lane._latecomers._cohorts)
    for _ in range(2_000):
        step(house)
        if all(catch_up.is_over for catch_up, _ in house.lane._latecomers._cohorts):
            break
    return viewers


@pytest.mark.parametrize("many", [MOST_STAYING, MOST_STAYING + 1])
async def test_those_on_narrow_lines_keep_their_pace_as_far_as_there_is_room(house, many):
    viewers = come_late(house, many)
    assert house.lane._latecomers.here == (set(viewers) if many <= MOST_STAYING else set())
    before = [house.lane.feeds[viewer].totals()[0] for viewer in viewers]
    for _ in range(10):
        step(house)
    after = [house.lane.feeds[viewer].totals()[0] for viewer in viewers]
    assert [b - a for a, b in zip(before, after, strict=True)] == many * [10 * A_FRAME]
    assert all(house.lane.feeds[viewer].layer == 0 for viewer in viewers)


async def test_a_large_live_keyframe_goes_to_a_narrow_line_in_steps(house):
    come_late(house, 1)
    for number in range(50 * A_FRAME):
        one = packet(house.packets, house.frames * 2250, key=not number)
        house.lane.keep(house.source.receive(one, house.now))
        house.packets += 1
    tally, steps = house.relay.outbox._tally, []
    while len(steps) < 1_000 and (not steps or steps[-1] > 2 * A_FRAME):
        before = tally["out.packets"]
        step(house)
        steps.append(tally["out.packets"] - before)
    assert 4 < len(steps) < 1_000
    assert max(steps) < 25 * A_FRAME
