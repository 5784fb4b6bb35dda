"""Latecomers: viewers who catch up from the last keyframe, where the next one will not come soon.

Those who come at the same moment hurry together, with the same bytes. Not too many at once, each
at a bounded pace: a storm of newcomers costs no storm of packets. Whoever has no place yet waits
for one, or for the next keyframe, whichever comes first.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from streaming.forwarding.catch_up import CatchUp, beginning
from streaming.forwarding.fanout import Wiring, pad_burst, plain_packet
from streaming.forwarding.feed import Feed
from streaming.forwarding.source import Source

from .outbox import Outbox, Way, ranks_of

if TYPE_CHECKING:
    from .viewer import Viewer

MOST_AT_ONCE = 32  # of one lane, as costly as four times as many who watch

Flock = dict["Viewer", Feed]


class Latecomers:
    def __init__(self) -> None:
        self._flocks: list[tuple[CatchUp, Flock]] = []

    @property
    def here(self) -> set["Viewer"]:
        return {viewer for _, flock in self._flocks for viewer in flock}

    def __len__(self) -> int:
        return sum(len(flock) for _, flock in self._flocks)

    def admit(self, waiting: Iterable[tuple["Viewer", Feed]], source: Source, now: float) -> bool:
        """Let some of those begin who wait for a keyframe of this source. True: some did."""
        places = MOST_AT_ONCE - len(self)
        if places <= 0 or (opening := beginning(source, now)) is None:
            return False
        new = [pair for pair in waiting if pair[1].is_new and not pair[0].stopped]
        if flock := dict(new[:places]):
            catch_up = CatchUp(source, opening, now)
            for feed in flock.values():
                feed.begin_late(opening, catch_up.until, now)
            self._flocks.append((catch_up, flock))
        return bool(flock)

    def go_on(self, outbox: Outbox, now: float, send_time: bytes) -> bool:
        """Send what is due to each. True: some have caught up, and get what all get."""
        before = len(self)
        for catch_up, flock in self._flocks:
            for viewer, feed in list(flock.items()):
                if feed.layer != catch_up.source.layer or viewer.stopped:
                    del flock[viewer]
            _send(catch_up, flock, outbox, now, send_time)
        self._flocks = [one for one in self._flocks if one[1] and not one[0].is_over]
        return len(self) < before

    def leave(self, viewer: "Viewer") -> None:
        for _, flock in self._flocks:
            flock.pop(viewer, None)


def _send(catch_up: CatchUp, flock: Flock, outbox: Outbox, now: float, send_time: bytes) -> None:
    due = catch_up.due(now)
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
