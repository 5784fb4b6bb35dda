"""TransportArrivals: transport-wide feedback for a performer, from the arrival of each packet.

Performers that know this feedback estimate the bitrate of their path themselves. For the others
there is receive_estimate.py.
"""

from streaming.wire.rtcp import TransportFeedback
from streaming.wire.rtcp.arrivals import TICKS_A_SECOND
from streaming.wire.serial import Unwrapper16

FEEDBACK_EVERY = 0.06  # seconds; libwebrtc sends between 50 and 250 ms, and reacts to each one
MOST_PACKETS = 1000  # in one feedback: more than arrive in 60 ms at any bitrate that is allowed
# An arrival that lies this far before the newest one is left out: its delta would not fit in the
# 16 bits of the format (8 seconds), and no sender can use it any more.
OLDEST_SECONDS = 4


class TransportArrivals:
    __slots__ = ("_own_ssrc", "_unwrapper", "_arrived", "_next", "_sent_at", "_count")

    def __init__(self, own_ssrc: int = 1) -> None:
        self._own_ssrc = own_ssrc
        self._unwrapper = Unwrapper16()
        self._arrived: dict[int, int] = {}  # extended sequence number: ticks
        self._next: int | None = None  # the first number after the last feedback
        self._sent_at = float("-inf")
        self._count = 0

    def arrived(self, sequence: int, now: float) -> None:
        """A packet with this transport-wide sequence number is here."""
        number = self._unwrapper.unwrap(sequence)
        self._arrived.setdefault(number, round(now * TICKS_A_SECOND))
        if len(self._arrived) > MOST_PACKETS:
            self._arrived.clear()
            self._next = None

    def feedback(self, media_ssrc: int, now: float) -> TransportFeedback | None:
        """The feedback to send now, if one is due. Call this every 10 to 20 ms."""
        if not self._arrived or now - self._sent_at < FEEDBACK_EVERY:
            return None
        self._sent_at = now
        last, first = max(self._arrived), min(self._arrived)
        if self._next is not None:
            first = min(first, self._next)
        first = max(first, last - MOST_PACKETS + 1)
        arrived, self._arrived = self._arrived, {}
        oldest = arrived[last] - OLDEST_SECONDS * TICKS_A_SECOND
        packets = [
            (number & 0xFFFF, at if (at := arrived.get(number, oldest)) > oldest else None)
            for number in range(first, last + 1)
        ]
        self._next = last + 1
        self._count = (self._count + 1) & 0xFF
        return TransportFeedback.covering(self._own_ssrc, media_ssrc, self._count, packets)
