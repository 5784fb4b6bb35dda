"""Latecomers: viewers who catch up from the last keyframe, where the next one will not come soon.

Those who come at the same moment hurry together, with the same bytes. Not too many at once, and
the more they are the slower: a storm of newcomers costs no storm of packets. Whoever has no place
yet waits for one, or for the next keyframe, whichever comes first. A viewer whose line has trouble
hurries less, by itself.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from streaming.forwarding.catch_up import (
    CatchUp,
    is_far,
    opening_of,
    speed_for,
    step_bytes,
)
from streaming.forwarding.fanout import Wiring, pad_burst, plain_packet
from streaming.forwarding.feed import Feed
from streaming.forwarding.kept import Kept
from streaming.forwarding.source import Source
from streaming.wire.serial import difference16

from .outbox import Outbox, Way, ranks_of

if TYPE_CHECKING:
    from .viewer import Viewer

MOST_AT_ONCE = 64  # of one lane
PATIENCE = 0.5  # seconds until a line can have told of trouble, and between two steps down
MISSED = 30  # packets asked for again since the last step are trouble, before any report tells it

AGAIN_SECONDS = 10.0  # for one viewer: it costs as much as watching three times

Flock = dict["Viewer", Feed]


class Latecomers:
    def __init__(self) -> None:
        self._flocks: list[tuple[CatchUp, Flock]] = []
        self._held: set[Source] = set()  # whose caches keep what somebody here still needs

    @property
    def here(self) -> set["Viewer"]:
        return {viewer for _, flock in self._flocks for viewer in flock}

    def __len__(self) -> int:
        return sum(len(flock) for _, flock in self._flocks)

    def admit(self, waiting: Iterable[tuple["Viewer", Feed]], source: Source, now: float) -> bool:
        """Let some of those begin who wait for a keyframe of this source. True: some did."""
        places = MOST_AT_ONCE - len(self)
        if places <= 0 or (opening := opening_of(source, now)) is None:
            return False
        far, deaf, late = is_far(source, now), source.keyframes.deaf(now), self.here
        new = [
            (viewer, feed)
            for viewer, feed in waiting
            if _may_begin(feed, far=far, deaf=deaf) and not viewer.stopped and viewer not in late
        ]
        if flock := dict(new[:places]):
            speed = speed_for(source.rate.bits(now), len(self) + len(flock))
            self._hurry(flock, CatchUp.begin(source, opening, speed, now), now)
        return bool(flock)

    def again(self, viewer: "Viewer", feed: Feed, source: Source, now: float) -> bool:
        """One who had all of it, and lost it, begins once more at the last keyframe."""
        opening = opening_of(source, now)
        if opening is None or len(self) >= MOST_AT_ONCE or now < feed.again_at:
            return False
        rate = source.rate.bits(now)
        if viewer.line.is_full(rate, now):
            return False  # it would be lost as well; the next keyframe comes alone
        self.leave(viewer)
        feed.again_at = now + AGAIN_SECONDS
        speed = speed_for(rate, len(self) + 1)
        self._hurry({viewer: feed}, CatchUp.begin(source, opening, speed, now), now)
        return True

    def go_on(self, outbox: Outbox, now: float, send_time: bytes) -> bool:
        """Send what is due to each. True: some have caught up, and get what all get."""
        before = len(self)
        most = step_bytes(before)
        for catch_up, flock in self._flocks:
            self._dismiss(catch_up, flock)
            _send(catch_up.due(now, most), flock, outbox, send_time)
        for catch_up, flock in self._flocks:
            if catch_up.is_over:
                for feed in flock.values():
                    feed.caught_up()
        self._flocks = [one for one in self._flocks if one[1] and not one[0].is_over]
        self._adapt(now)
        self._hold()
        return len(self) < before

    def leave(self, viewer: "Viewer") -> None:
        for _, flock in self._flocks:
            flock.pop(viewer, None)

    def _hurry(self, flock: Flock, catch_up: CatchUp, now: float) -> None:
        for feed in flock.values():
            feed.begin_late(catch_up, now)
            feed.missed = 0
        self._flocks.append((catch_up, flock))

    def _dismiss(self, catch_up: CatchUp, flock: Flock) -> None:
        """Those who want something else, or get nothing at all now."""
        for viewer, feed in list(flock.items()):
            if feed.layer != catch_up.source.layer or viewer.stopped:
                feed.caught_up()
                del flock[viewer]

    def _adapt(self, now: float) -> None:
        """Who is in trouble hurries less; all go on at a newer keyframe where that is shorter."""
        for number, (catch_up, flock) in enumerate(self._flocks):
            if (newer := catch_up.newer(now)) is not None:
                for feed in flock.values():
                    feed.begin_late(newer, now)
                self._flocks[number] = newer, flock
        for catch_up, flock in list(self._flocks):
            if now - catch_up.begun_at < PATIENCE:
                continue
            pace = catch_up.source.rate.bits(now) * catch_up.speed
            troubled = {
                viewer: feed
                for viewer, feed in flock.items()
                if feed.missed > MISSED or viewer.line.in_trouble(pace, now)
            }
            if troubled and (slower := catch_up.slower(now)) is not None:
                for viewer in troubled:
                    del flock[viewer]
                self._hurry(troubled, slower, now)
                continue
            for viewer, feed in troubled.items():
                feed.missed = 0
                if viewer.line.is_full(pace / catch_up.speed, now):
                    del flock[viewer]
                    feed.give_up()
        self._flocks = [one for one in self._flocks if one[1]]

    def _hold(self) -> None:
        """What they still need stays in the caches."""
        next_ones: dict[Source, int] = {}
        for catch_up, _flock in self._flocks:
            source, number = catch_up.source, catch_up.next
            if difference16(number, next_ones.setdefault(source, number)) < 0:
                next_ones[source] = number
        for source in self._held - set(next_ones):
            source.cache.read_from(None)
        for source, number in next_ones.items():
            source.cache.read_from(number)
        self._held = set(next_ones)


def _may_begin(feed: Feed, *, far: bool, deaf: bool) -> bool:
    """Those who see nothing yet, and those who have chosen another layer themselves, where the
    performer gives no keyframe for that."""
    return feed.is_new and (far or feed.patient) or feed.hasty and deaf


def _send(due: list[Kept], flock: Flock, outbox: Outbox, send_time: bytes) -> None:
    if not due or not flock:
        return
    ways: dict[Wiring, list[Way]] = {}
    for viewer, feed in flock.items():
        if viewer.way is not None:
            ways.setdefault(feed.wiring, []).append(viewer.way)
    hurry = next(iter(flock.values())).hurried
    hurried = [hurry(kept) for kept in due]
    for wiring, alike in ways.items():
        packets = pad_burst([plain_packet(kept, wiring, send_time) for kept in hurried])
        outbox.burst(packets, ranks_of(alike))
