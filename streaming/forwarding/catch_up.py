"""CatchUp: a newcomer begins at a keyframe of a moment ago and hurries after the others.

For performers that do not answer wishes for keyframes, and for wishes that come too soon after the
last one: the next keyframe may be far away, but the last one and everything since then lie in the
cache. The newcomer gets the source's own
numbers, so that it is like everybody else once it is there. Until then its timestamps are pressed
together: the keyframe is shown as of now and what follows SPEED times as fast, in step with the
pace in which it is sent. A receiver sees nothing late, and does not play late for ever.
"""

from streaming.wire.serial import difference16, difference32

from .kept import Kept
from .source import Source

SPEED = 4
MOST_SECONDS = 10.0  # older keyframes are no beginning; the cache seldom reaches so far
MOST_PACKETS = 1800  # of the 2,048 in the cache: what comes meanwhile overwrites the oldest
MOST_A_STEP = 48  # packets; a step is one tick of the relay


def beginning(source: Source, now: float) -> Kept | None:
    """The keyframe to begin at, where waiting for the next one would be long; else None."""
    opening, sent = source.opening, source.sent
    if opening is None or sent is None or not _is_far(source, now):
        return None
    behind = difference16(sent.sequence, opening.sequence)
    if not 0 <= behind < MOST_PACKETS or now - opening.arrived_at > MOST_SECONDS:
        return None
    return opening if source.cache.get(opening.sequence) is opening else None


def _is_far(source: Source, now: float) -> bool:
    """Whether the next keyframe is farther away than what a newcomer has to catch up."""
    return source.keyframes.deaf(now) or source.keyframes.held_back(now)


class CatchUp:
    __slots__ = ("source", "until", "_first", "_begun_at", "_next")

    def __init__(self, source: Source, opening: Kept, now: float) -> None:
        assert source.sent is not None
        behind = max(0, difference32(source.sent.timestamp, opening.timestamp))
        self.source = source
        self.until = (opening.timestamp + behind * SPEED // (SPEED - 1)) & 0xFFFFFFFF
        self._first = opening.timestamp
        self._begun_at = now
        self._next = opening.sequence

    def due(self, now: float) -> list[Kept]:
        """What to send now, with the source's own numbers and timestamps."""
        sent = self.source.sent
        passed = int((now - self._begun_at) * SPEED * self.source.codec.clock_rate)
        found: list[Kept] = []
        while sent and len(found) < MOST_A_STEP and difference16(sent.sequence, self._next) >= 0:
            kept = self.source.cache.get(self._next)
            if kept is not None:
                if difference32(kept.timestamp, self._first) > passed:
                    break
                found.append(kept)
            self._next = (self._next + 1) & 0xFFFF
        return found

    @property
    def is_over(self) -> bool:
        """Nothing of what has been sent is missing, and what comes needs no pressing."""
        sent = self.source.sent
        if sent is None or difference16(sent.sequence, self._next) >= 0:
            return False
        return difference32(sent.timestamp, self.until) >= 0
