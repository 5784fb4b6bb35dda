"""CatchUp: a newcomer begins at a keyframe of a moment ago and hurries after the others.

For performers that do not answer wishes for keyframes, and for wishes that come too soon after the
last one: the next keyframe may be far away, but the last one and everything since then lie in the
cache. The newcomer gets the source's own numbers, so that it is like everybody else once it is
there. Until then its timestamps are pressed together: the keyframe is shown as of now and what
follows `speed` times as fast, in step with the pace in which it is sent. A receiver sees nothing
late, and does not play late for ever. The sound is that of now all the time.

How fast is said in pace.py. If a newer keyframe comes while the others are still far away, it goes
on there.
"""

from streaming.wire.serial import difference16, difference32

from .outgoing_packet import OutgoingPacket
from .packet_cache import MOST_PACKETS
from .source import Source

MOST_SECONDS = 20.0  # older keyframes are no beginning: ten seconds are the most that is usual
# A step is one tick of the relay, 25 ms. A keyframe may be much larger, and those who watch wait
# while it is sealed for many at once.
MOST_STEP_BYTES = 90_000
MOST_STEP_BYTES_OF_ALL = 2_000_000
# A line that had trouble gets so much of its pace at most, to make up for what was late; and where
# the relay itself was late, no more at once than what belongs to so many seconds.
EASED_SHARE, EASED_SECONDS = 1.2, 0.1
REST_SECONDS = 0.15  # of nothing after trouble, while the queue of most routers is not empty yet
WORTH_SECONDS = 3.0  # a newer keyframe is gone on at by those who would need longer than this


def opening_of(source: Source, now: float) -> OutgoingPacket | None:
    """The last keyframe, if a newcomer can begin there; else None."""
    opening, sent = source.opening, source.sent
    if opening is None or sent is None:
        return None
    behind = difference16(sent.sequence, opening.sequence)
    if not 0 <= behind < MOST_PACKETS or now - opening.arrived_at > MOST_SECONDS:
        return None
    return opening if source.cache.get(opening.sequence) is opening else None


def is_far(source: Source, now: float) -> bool:
    """Whether the next keyframe is farther away than what a newcomer has to catch up."""
    return source.keyframes.deaf(now) or source.keyframes.has_to_wait(now)


def most_in_step(viewers: int) -> int:
    """How much of it each of so many viewers gets in one step."""
    return min(MOST_STEP_BYTES, MOST_STEP_BYTES_OF_ALL // max(1, viewers))


class CatchUp:
    """From `first` on, which is shown as if it had the timestamp `shown`.

    `top` is how fast it may become; one that is `eased` has met trouble and does not try again.
    """

    __slots__ = (
        "begun_at", "behind", "eased", "first", "judged_at", "last", "next", "sent_at", "size",
        "source", "speed", "stepped_at", "top", "until",
    )  # fmt: skip

    def __init__(
        self, source: Source, first: OutgoingPacket, shown: int, speed: float, now: float
    ) -> None:
        behind = self.behind = max(0, difference32(shown, first.timestamp))
        self.source, self.first, self.speed = source, first, speed
        self.until = (first.timestamp + int(behind * speed / (speed - 1))) & 0xFFFFFFFF
        self.begun_at = self.judged_at = self.stepped_at = now
        self.top, self.eased = speed, False
        self.next = first.sequence
        self.last: OutgoingPacket | None = None  # the newest that was sent, and when
        self.sent_at = now
        self.size = 0  # bytes sent since the newcomer began

    @classmethod
    def begin(cls, source: Source, opening: OutgoingPacket, speed: float, now: float) -> "CatchUp":
        """At a keyframe, as of now: a moment later than whatever was sent."""
        sent = source.sent
        assert sent is not None
        since = max(1, int((now - sent.arrived_at) * source.codec.clock_rate))
        return cls(source, opening, (sent.timestamp + since) & 0xFFFFFFFF, speed, now)

    def due(self, now: float, most: int = MOST_STEP_BYTES) -> list[OutgoingPacket]:
        """What to send now, with the source's own numbers and timestamps."""
        sent, size = self.source.sent, 0
        if self.eased:
            pace, passed = self.source.rate.bits(now) * self.speed, now - self.stepped_at
            most = min(most, int(pace / 8 * EASED_SHARE * min(EASED_SECONDS, passed)))
        self.stepped_at = max(now, self.stepped_at)
        passed = int((now - self.begun_at) * self.speed * self.source.codec.clock_rate)
        found: list[OutgoingPacket] = []
        while sent and size < most and difference16(sent.sequence, self.next) >= 0:
            packet = self.source.cache.get(self.next)
            if packet is not None:
                if difference32(packet.timestamp, self.first.timestamp) > passed:
                    break
                found.append(packet)
                size += packet.size
            self.next = (self.next + 1) & 0xFFFF
        if found:
            self.last, self.sent_at = found[-1], now
            self.size += size
        return found

    def at(self, speed: float, now: float) -> "CatchUp | None":
        """The same from here on at another speed; None where nothing was sent yet. A slower one
        rests first, for what is still on the way."""
        first = self.source.cache.get(self.next)
        if first is None or self.last is None:
            return None
        eased = speed < self.speed
        rest = REST_SECONDS if eased else 0.0
        shown = self.pressed(first.timestamp) + int(rest * self.source.codec.clock_rate)
        changed = CatchUp(self.source, first, shown & 0xFFFFFFFF, speed, now + rest)
        return changed._following(self, eased=eased)

    @property
    def lost_ground(self) -> float:
        """Seconds by which it is farther behind than when it began."""
        if self.last is None or self.source.sent is None:
            return 0.0
        behind = difference32(self.source.sent.timestamp, self.last.timestamp)
        return (behind - self.behind) / self.source.codec.clock_rate

    def newer(self, now: float) -> "CatchUp | None":
        """From a newer keyframe, where those who watch are still far away."""
        opening, last = self.source.opening, self.last
        if opening is None or last is None or self.source.sent is None:
            return None
        ahead = difference16(opening.sequence, self.next)
        if ahead <= 0 or difference16(self.source.sent.sequence, opening.sequence) < 0:
            return None
        left = difference32(self.until, last.timestamp) / self.speed
        left = max(left, difference32(self.source.sent.timestamp, last.timestamp))
        if left / self.source.codec.clock_rate < WORTH_SECONDS:
            return None
        newer = CatchUp.begin(self.source, opening, self.speed, now)
        return newer._following(self)

    def _following(self, before: "CatchUp", *, eased: bool = False) -> "CatchUp":
        self.top, self.size, self.eased = before.top, before.size, before.eased or eased
        return self

    def pressed(self, timestamp: int) -> int:
        """The timestamp of what is shown instead."""
        left = difference32(self.until, timestamp)
        return (self.until - int(left / self.speed)) & 0xFFFFFFFF if left > 0 else timestamp

    @property
    def is_over(self) -> bool:
        """Nothing of what has been sent is missing, and what comes needs no pressing."""
        sent = self.source.sent
        if sent is None or difference16(sent.sequence, self.next) >= 0:
            return False
        return difference32(sent.timestamp, self.until) >= 0
