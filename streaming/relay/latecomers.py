"""Latecomers: viewers who catch up from the last keyframe, where the next one will not come soon.

Those who come at the same moment hurry together, with the same bytes. Not too many at once, and
the more they are the slower: a storm of newcomers costs no storm of packets. What they get in one
tick leaves in slices, and between two slices the packets of everybody else have their turn.
Whoever has no place yet waits for one, or for the next keyframe, whichever comes first. A viewer
whose line has trouble hurries less, by itself, and gets the live picture at that pace as well.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from streaming.forwarding.catch_up import CatchUp, is_far, most_in_step, opening_of
from streaming.forwarding.fanout import Wiring, pad_burst, plain_packet
from streaming.forwarding.feed import Feed
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.pace import (
    GIVE_UP,
    PATIENCE,
    first_speed,
    next_speed,
    step_bytes,
    top_speed,
)
from streaming.forwarding.source import Source
from streaming.wire.serial import difference16

from .outbox import Destination, Outbox, batches_of

if TYPE_CHECKING:
    from .viewer import Viewer

MOST_AT_ONCE = 64  # of one lane
# Of these, who have caught up on a narrow line and stay: a live keyframe would overflow its queue.
MOST_STAYING = 32
SLICE_BYTES = 200_000  # to send at once, one millisecond or so; what others get waits as long
AGAIN_SECONDS = 10.0  # for one viewer: it costs as much as watching three times
SHOWN_SECONDS = 2.0  # from the beginning: what is on its way to a narrow line may still be shown

Cohort = dict["Viewer", Feed]


class Latecomers:
    def __init__(self) -> None:
        self._cohorts: list[tuple[CatchUp, Cohort]] = []
        self._held: set[Source] = set()  # whose caches keep what somebody here still needs

    @property
    def here(self) -> set["Viewer"]:
        return {viewer for _, cohort in self._cohorts for viewer in cohort}

    @property
    def is_busy(self) -> bool:
        """Whether somebody catches up, or did, and has left what was held for them."""
        return bool(self._cohorts or self._held)

    def __len__(self) -> int:
        return sum(len(cohort) for _, cohort in self._cohorts)

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
        if cohort := dict(new[:places]):
            self._begin(cohort, source, opening, now)
        return bool(cohort)

    def again(self, viewer: "Viewer", feed: Feed, source: Source, now: float) -> bool:
        """One who had all of it, and lost it, begins once more at the last keyframe."""
        opening = opening_of(source, now)
        if opening is None or len(self) >= MOST_AT_ONCE or now < feed.again_at:
            return False
        if viewer.path.is_full(source.rate.bits(now), now):
            return False  # it would be lost as well; the next keyframe comes alone
        self.leave(viewer)
        self._begin({viewer: feed}, source, opening, now)
        feed.again_at = now + AGAIN_SECONDS
        return True

    def go_on(self, outbox: Outbox, now: float, send_time: bytes) -> Iterator[bool]:
        """Send what is due to each, and pause after each slice. True: some have just caught up,
        and get what all get."""
        most = most_in_step(len(self))
        for catch_up, cohort in list(self._cohorts):
            self._dismiss(catch_up, cohort)
            for viewer in cohort:
                viewer.sound(catch_up.size)
            step = max((step_bytes(viewer.path, now) for viewer in cohort), default=0)
            for _ in _send(catch_up.due(now, min(step, most)), cohort, outbox, send_time):
                yield False
            if catch_up.is_over and not self._may_stay(catch_up):
                yield self._arrive(catch_up, cohort)
        self._cohorts = [one for one in self._cohorts if one[1]]
        self._adapt(now)
        self._hold()

    def leave(self, viewer: "Viewer") -> None:
        for _, cohort in self._cohorts:
            cohort.pop(viewer, None)

    def _begin(self, cohort: Cohort, source: Source, opening: OutgoingPacket, now: float) -> None:
        rate = source.rate.bits(now)
        top = top_speed(rate, len(self) + len(cohort))
        catch_up = CatchUp.begin(source, opening, first_speed(rate, top), now)
        catch_up.top = top
        for viewer, feed in cohort.items():
            viewer.path.echoes.begin()
            feed.again_at = now + SHOWN_SECONDS
        self._hurry(cohort, catch_up, now)

    def _hurry(self, cohort: Cohort, catch_up: CatchUp, now: float) -> None:
        for feed in cohort.values():
            feed.begin_late(catch_up, now)
            feed.missed = 0
        self._cohorts.append((catch_up, cohort))

    def _may_stay(self, catch_up: CatchUp) -> bool:
        """Whether they get the live picture from here as well, at the pace of their line."""
        staying = sum(len(cohort) for one, cohort in self._cohorts if one.eased and one.is_over)
        return catch_up.eased and staying <= MOST_STAYING

    def _arrive(self, catch_up: CatchUp, cohort: Cohort) -> bool:
        for feed in cohort.values():
            feed.caught_up()
        self._cohorts = [one for one in self._cohorts if one[0] is not catch_up]
        return bool(cohort)

    def _dismiss(self, catch_up: CatchUp, cohort: Cohort) -> None:
        """Those who want something else, or get nothing at all now."""
        for viewer, feed in list(cohort.items()):
            if feed.layer != catch_up.source.layer or viewer.stopped:
                feed.caught_up()
                del cohort[viewer]

    def _adapt(self, now: float) -> None:
        """All go on at a newer keyframe where that is shorter; then each at its own pace."""
        for number, (catch_up, cohort) in enumerate(self._cohorts):
            if (newer := catch_up.newer(now)) is not None:
                for feed in cohort.values():
                    feed.begin_late(newer, now)
                self._cohorts[number] = newer, cohort
        for catch_up, cohort in list(self._cohorts):
            self._judge(catch_up, cohort, now)
        self._cohorts = [one for one in self._cohorts if one[1]]

    def _judge(self, catch_up: CatchUp, cohort: Cohort, now: float) -> None:
        """Those who go on at another speed do so together, where it is the same."""
        paces: dict[float, Cohort] = {}
        for viewer, feed in cohort.items():
            speed = next_speed(catch_up, feed.missed, viewer.path, now)
            paces.setdefault(speed, {})[viewer] = feed
        if now - catch_up.judged_at >= PATIENCE:
            catch_up.judged_at = now
            for feed in cohort.values():
                feed.missed = 0
        for speed, some in paces.items():
            if speed == catch_up.speed:
                continue
            changed = None if speed == GIVE_UP else catch_up.at(speed, now)
            if changed is None and speed != GIVE_UP:
                continue  # there is nothing to send just now
            for viewer, feed in some.items():
                del cohort[viewer]
                if changed is None:
                    feed.give_up()
            if changed is not None:
                self._hurry(some, changed, now)

    def _hold(self) -> None:
        """What they still need stays in the caches."""
        next_ones: dict[Source, int] = {}
        for catch_up, _flock in self._cohorts:
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


def _send(
    due: list[OutgoingPacket], cohort: Cohort, outbox: Outbox, send_time: bytes
) -> Iterator[None]:
    """Pauses between two slices, and not after the last."""
    if not due or not cohort:
        return
    destinations: dict[Wiring, list[Destination]] = {}
    for viewer, feed in cohort.items():
        if viewer.destination is not None:
            destinations.setdefault(feed.wiring, []).append(viewer.destination)
    hurry = next(iter(cohort.values())).hurried
    hurried = [hurry(kept) for kept in due]
    at_once = max(1, SLICE_BYTES // sum(kept.size + 1 for kept in due))
    sent = False
    for wiring, alike in destinations.items():
        packets = pad_burst([plain_packet(kept, wiring, send_time) for kept in hurried])
        for start in range(0, len(alike), at_once):
            if sent:
                yield
            outbox.burst(packets, batches_of(alike[start : start + at_once]))
            sent = True
