"""Bandwidth: what a performer is told about its line, and what a viewer's line seems to carry.

Performers that know transport-wide feedback get the arrival of each packet and draw their own
conclusions. For the others ReceiveEstimate draws them: up quickly while the line is clean, down to
what came through as soon as packets queue or get lost. LineEstimate is the view of one viewer's
line, from its own REMB and its loss.
"""

from collections import deque

from streaming.wire.extensions import SEND_TIME_TURN_SECONDS
from streaming.wire.rtcp import TransportFeedback
from streaming.wire.rtcp.arrivals import TICKS_A_SECOND
from streaming.wire.serial import Unwrapper16

from .rate import Rate

TELL_EVERY = 0.06
WIDEST = 1000  # numbers in one feedback
# A picture of 720 lines: browsers believe a REMB at once only in their first two seconds, later
# they grow by a twelfth a second. A line that carries less shows it in a moment, by its queue.
START = 2_500_000.0
LEAST = 100_000.0
MOST = 8_000_000.0
QUEUED = 0.06  # seconds above the fastest packets: somewhere on the way they wait
HOLD_SECONDS = 1.0
LOSS_OF_TROUBLE = 0.10
FRESH_SECONDS = 6.0
LOSSY = 0.03  # from here on single packets are missed, whatever the bitrate
ROOM = 1.2  # estimates follow queues, not losses: a line that drops by chance keeps its estimate
LOSSY_SECONDS = 12.0  # browsers report on sound each five seconds


class TransportArrivals:
    """When each packet of a performer arrived, as transport-wide feedback."""

    __slots__ = ("_own_ssrc", "_unwrapper", "_arrived", "_next", "_told_at", "_count")

    def __init__(self, own_ssrc: int = 1) -> None:
        self._own_ssrc = own_ssrc
        self._unwrapper = Unwrapper16()
        self._arrived: dict[int, int] = {}
        self._next: int | None = None
        self._told_at = float("-inf")
        self._count = 0

    def arrived(self, sequence: int, now: float) -> None:
        number = self._unwrapper.unwrap(sequence)
        self._arrived.setdefault(number, round(now * TICKS_A_SECOND))
        if len(self._arrived) > WIDEST:
            self._arrived.clear()
            self._next = None

    def feedback(self, media_ssrc: int, now: float) -> TransportFeedback | None:
        """What to tell now; to be asked every 10 to 20 ms."""
        if not self._arrived or now - self._told_at < TELL_EVERY:
            return None
        self._told_at = now
        last, first = max(self._arrived), min(self._arrived)
        if self._next is not None:
            first = min(first, self._next)
        first = max(first, last - WIDEST + 1)
        arrived, self._arrived = self._arrived, {}
        recent = arrived[last] - 4 * TICKS_A_SECOND
        told = [
            (number & 0xFFFF, at if (at := arrived.get(number, recent)) > recent else None)
            for number in range(first, last + 1)
        ]
        self._next = last + 1
        self._count = (self._count + 1) & 0xFF
        return TransportFeedback.covering(self._own_ssrc, media_ssrc, self._count, told)


class ReceiveEstimate:
    """What one performer's line carries, for its REMB."""

    __slots__ = (
        "bitrate", "_rate", "_clean", "_hold_until", "_changed_at", "_told_at", "_told",
        "_offset", "_turns", "_last_send", "_fastest", "_queue", "_lost",
    )  # fmt: skip

    def __init__(self) -> None:
        self.bitrate = START
        self._rate = Rate()
        self._clean = True  # never yet in trouble
        self._hold_until = 0.0
        self._changed_at: float | None = None
        self._told_at = float("-inf")
        self._told = START
        self._last_send: float | None = None
        self._turns = 0.0
        self._fastest: deque[tuple[int, float]] = deque(maxlen=10)  # per second
        self._queue = 0.0
        self._lost = 0.0

    def arrived(self, size: int, now: float, send_time: float | None = None) -> None:
        """A packet of the performer; `send_time` is its abs-send-time in seconds, if it has one."""
        self._rate.add(size, now)
        if send_time is None:
            return
        if self._last_send is not None:
            if send_time - self._last_send < -SEND_TIME_TURN_SECONDS / 2:
                self._turns += SEND_TIME_TURN_SECONDS
            elif send_time - self._last_send > SEND_TIME_TURN_SECONDS / 2:
                self._turns -= SEND_TIME_TURN_SECONDS
        self._last_send = send_time
        delay = now - send_time - self._turns
        second = int(now)
        if not self._fastest or self._fastest[-1][0] != second:
            self._fastest.append((second, delay))
        elif delay < self._fastest[-1][1]:
            self._fastest[-1] = second, delay
        waited = delay - min(fastest for _, fastest in self._fastest)
        self._queue += (waited - self._queue) * 0.1

    def lost(self, fraction: float) -> None:
        """The fraction lost of the performer's packets, as in our receiver report."""
        self._lost = fraction

    def remb(self, now: float) -> int | None:
        """The bitrate to tell now: each second, and at once when it fell."""
        self._adapt(now)
        fell = self.bitrate < self._told * 0.97
        if not fell and now - self._told_at < 1.0:
            return None
        self._told_at, self._told = now, self.bitrate
        return int(self.bitrate)

    def _adapt(self, now: float) -> None:
        passed = min(1.0, now - self._changed_at) if self._changed_at is not None else 0.0
        self._changed_at = now
        received = self._rate.bits(now)
        if self._queue > QUEUED or self._lost > LOSS_OF_TROUBLE:
            if now >= self._hold_until:
                self.bitrate = max(LEAST, min(self.bitrate, received * 0.85))
                self._hold_until = now + HOLD_SECONDS
                self._clean = False
                self._lost = 0.0
        elif now >= self._hold_until and self._queue < QUEUED / 2:
            grown = self.bitrate * (2.0 if self._clean else 1.08) ** passed
            # Twice what comes is enough to grow into; more would be a guess.
            self.bitrate = max(self.bitrate, min(grown, MOST, max(START, 2 * received)))


class LineEstimate:
    """What one viewer's line seems to carry."""

    __slots__ = ("loss", "_remb", "_remb_at", "_fell_from", "_loss_at", "_lossy_at")

    def __init__(self) -> None:
        self.loss = 0.0
        self._loss_at = self._lossy_at = float("-inf")
        self._remb: float | None = None
        self._remb_at = float("-inf")
        self._fell_from = float("inf")

    def report(self, loss: float, now: float) -> None:
        self.loss, self._loss_at = loss, now
        if loss >= LOSSY:
            self._lossy_at = now

    def is_lossy(self, rate: float, now: float) -> bool:
        """Whether it loses packets now and then, or did a moment ago, and not because what is sent
        at this rate is too much for it: then more would only be worse."""
        return now - self._lossy_at < LOSSY_SECONDS and not self.is_full(rate, now)

    def is_full(self, rate: float, now: float) -> bool:
        """Whether what is sent at this rate is about all that it carries."""
        bitrate = self.bitrate(now)
        return bitrate is not None and bitrate < rate * ROOM

    def remb(self, bitrate: float, now: float) -> None:
        if self._remb is None or bitrate < self._remb * 0.97:
            self._fell_from = self._remb if self._remb is not None else float("inf")
        elif bitrate > self._remb * 1.01:
            self._fell_from = 0.0  # it grows: it is not yet known how far
        self._remb, self._remb_at = float(bitrate), now

    def bitrate(self, now: float) -> float | None:
        """The viewer's own estimate; None when it has told nothing lately."""
        return self._remb if now - self._remb_at < FRESH_SECONDS else None

    def in_trouble(self, rate: float, now: float) -> bool:
        """Whether a layer of this rate does not get through."""
        if self.loss > LOSS_OF_TROUBLE and now - self._loss_at < FRESH_SECONDS:
            return True
        bitrate = self.bitrate(now)
        # An estimate that is still growing from below says nothing against the layer.
        return bitrate is not None and bitrate < rate * 0.95 and self._fell_from > 0.0

    def clean(self, rate: float, now: float) -> bool:
        """Whether a layer of this rate gets through easily."""
        if now - self._loss_at > FRESH_SECONDS or self.loss > 0.02:
            return False
        bitrate = self.bitrate(now)
        return bitrate is None or bitrate >= rate * 1.1
