"""Echoes: how long packets wait on one viewer's line, and how much it carries.

While a newcomer catches up, the relay sends it STUN checks between the pictures. An ICE agent
answers them at once, long before a browser reports anything about the pictures. A check that is
answered later than the fastest one has waited in a queue behind what was sent before it, and the
time between two answers tells how fast the bytes between the two checks were carried.
"""

from dataclasses import dataclass

APART = 0.1  # seconds between two checks, or so many bytes: a queue grows no faster than these
APART_BYTES = 60_000  # 50 ms of ten megabits a second
MOST_OPEN = 6  # checks without an answer; consent remembers eight
AGAIN_AFTER = 1.0  # with so many open: peers that never answer are asked seldom
SILENT_SECONDS = 1.0  # longer than nearly every queue: a peer that has stopped answering
LATELY = 0.5  # seconds over which the rate is taken, and answers at most
REMEMBERED = 20


@dataclass(slots=True, frozen=True)
class Echo:
    """A check and its answer."""

    asked_at: float
    sent: int  # bytes, before the check
    heard_at: float


class Echoes:
    __slots__ = ("_asked_at", "_echoes", "_fastest", "_open", "_sent")

    def __init__(self) -> None:
        self._fastest: float | None = None  # seconds for a check that met no queue
        self.begin()

    def begin(self) -> None:
        """The bytes are counted from zero again."""
        self._open: list[tuple[float, int]] = []
        self._echoes: list[Echo] = []
        self._asked_at, self._sent = float("-inf"), 0

    def is_due(self, sent: int, now: float) -> bool:
        """Whether to send a check now, after so many bytes."""
        since = now - self._asked_at
        if len(self._open) >= MOST_OPEN:
            return since >= AGAIN_AFTER
        return since >= APART or sent - self._sent >= APART_BYTES

    def asked(self, sent: int, now: float) -> None:
        """A check is sent, after so many bytes."""
        self._asked_at, self._sent = now, sent
        self._open = [*self._open[1 - MOST_OPEN :], (now, sent)]

    def heard(self, asked_at: float, now: float) -> None:
        """A check of that moment was answered. Older ones without an answer are lost."""
        found = next((one for one in self._open if one[0] == asked_at), None)
        echo = Echo(*found, now) if found is not None else None
        took, alone = now - asked_at, echo is not None and self._was_alone(echo)
        if alone or self._fastest is None or took < self._fastest:
            self._fastest = took
        if echo is not None:
            self._open = [one for one in self._open if one[0] > asked_at]
            self._echoes = [*self._echoes[1 - REMEMBERED :], echo]

    def _was_alone(self, echo: Echo) -> bool:
        """Whether all that was sent before this check had arrived before it left. Then its answer
        waited behind nothing of ours, however long it took: the way back may be full of something
        else."""
        return any(one.sent == echo.sent and one.heard_at <= echo.asked_at for one in self._echoes)

    def heard_since(self, then: float) -> bool:
        return bool(self._echoes) and self._echoes[-1].heard_at > then

    def waits(self, now: float) -> float | None:
        """Seconds for which packets wait on the line, at least; None before the first answer, and
        where none comes any more."""
        unanswered = now - self._open[0][0] if self._open else 0.0
        if not self._echoes or self._fastest is None or unanswered > SILENT_SECONDS:
            return None
        newest = self._echoes[-1]
        return max(0.0, max(newest.heard_at - newest.asked_at, unanswered) - self._fastest)

    def carried(self, now: float) -> float | None:
        """The bits a second that have lately come through. While packets wait it is all that the
        line carries. Never more than was sent: answers may be held up and come together."""
        fresh = [one for one in self._echoes if now - one.heard_at <= LATELY]
        if len(fresh) < 2:
            return None
        first, last = fresh[0], fresh[-1]
        apart = max(last.asked_at - first.asked_at, last.heard_at - first.heard_at)
        return (last.sent - first.sent) * 8 / apart if apart > 0 else None
