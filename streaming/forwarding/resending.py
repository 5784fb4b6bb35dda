"""Resending: which of the packets that a viewer asks for are sent again.

What is sent again never takes more than a share of what the viewer gets anyway, and the same
packet is not sent again and again while the last copy is still on its way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .outgoing_packet import OutgoingPacket

FIRST_CREDIT = 4_000  # bytes; with the share of 0.248 it is a quarter of what is sent
MOST_CREDIT = 64_000  # bytes: a keyframe; more would leave as a burst after a long calm
UNKNOWN_RTT = 0.05  # seconds, until a report has measured it
ON_ITS_WAY = 0.6  # round trips: a packet that left so lately may only be late
REMEMBERED = 2048  # packets: as many as a source of pictures keeps
FORGOTTEN_AFTER = 10.0  # seconds; by then the same number is another packet
RTX_BYTES = 2  # of each copy: the number that it had at first


@dataclass(frozen=True, slots=True)
class Manner:
    """How generously packets are sent again to a viewer."""

    share: float  # of the bytes sent
    copies: int  # at once
    times: int  # that the same packet is sent again
    patience: float  # round trips until the same packet is sent once more


USUAL = Manner(share=0.248, copies=1, times=3, patience=0.9)
# At 15 % lost each way a packet that is sent twice arrives three times out of four, for it also
# has to be asked for.
GENEROUS = Manner(share=0.6, copies=2, times=8, patience=0.45)


class Resending:
    __slots__ = ("packets", "bytes", "_credit", "_earned_for", "_tries", "_rtx_sequence")

    def __init__(self) -> None:
        self.packets = self.bytes = 0  # sent again
        self._credit: float = FIRST_CREDIT
        self._earned_for = 0  # bytes sent, as far as they have given credit
        self._tries: dict[int, tuple[int, float]] = {}  # by number: how often, and when last
        self._rtx_sequence = 0

    def earn(self, bytes_sent: int, share: float) -> None:
        """So many bytes were sent in all: a share of the new ones may be sent again."""
        self._credit += (bytes_sent - self._earned_for) * share
        self._credit = min(self._credit, MOST_CREDIT)
        self._earned_for = bytes_sent

    def choose(
        self,
        sequences: Sequence[int],
        find: Callable[[int, float], OutgoingPacket | None],
        manner: Manner,
        rtt: float | None,
        now: float,
    ) -> list[OutgoingPacket]:
        """The packets to send again of these numbers, each for an RTX number of its own."""
        rtt = rtt or UNKNOWN_RTT
        again: list[OutgoingPacket] = []
        for sequence in sequences:
            if not self._may_try(sequence, manner, rtt, now):
                continue
            packet = find(sequence, now)
            if packet is None or now - packet.arrived_at < rtt * ON_ITS_WAY:
                continue
            if packet.size * manner.copies > self._credit:
                break
            self._note(sequence, packet.size + RTX_BYTES, manner, now)
            again += [packet] * manner.copies
        while len(self._tries) > REMEMBERED:
            del self._tries[next(iter(self._tries))]
        return again

    def next_rtx_sequence(self) -> int:
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        return self._rtx_sequence

    def _may_try(self, sequence: int, manner: Manner, rtt: float, now: float) -> bool:
        times, at = self._tries.get(sequence, (0, float("-inf")))
        if times >= manner.times and now - at < FORGOTTEN_AFTER:
            return False
        return now - at >= rtt * manner.patience

    def _note(self, sequence: int, size: int, manner: Manner, now: float) -> None:
        times, _ = self._tries.pop(sequence, (0, 0.0))
        self._tries[sequence] = (times % manner.times + 1, now)
        self._credit -= size * manner.copies
        self.packets += manner.copies
        self.bytes += size * manner.copies
