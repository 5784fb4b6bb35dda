"""Losses: which packets of a sequence are missing, and when to ask for each of them (NACK).

A missing packet is asked for at once, or after as long as late packets of this sequence usually
take. It is asked for again when an answer should have come, at most ten times and for a second and
a half.
"""

from dataclasses import dataclass

OPEN = 500  # missing packets: two seconds of 2.5 Mbit/s; a keyframe repairs more than that
TRIES = 10  # where every second answer is lost, one in a thousand packets is still missing
PATIENCE = 0.08  # seconds: the longest wait for a packet that may only be late
STEP = 0.003  # seconds by which the lateness is learnt
GIVE_UP_AFTER = 1.5  # seconds: by then viewers show something newer
AGAIN_AFTER = 0.02  # seconds at least, where there is hardly any round trip
BEYOND = 1 << 10  # numbers: a wider hole is another sequence, not a loss


@dataclass(slots=True)
class Missing:
    noticed_at: float
    ask_at: float
    asked_at: float = 0.0
    tries: int = 0


class Losses:
    __slots__ = ("rtt", "asked", "given_up", "_newest", "_open", "_lateness", "_deviation", "_next")

    def __init__(self, rtt: float = 0.1) -> None:
        self.rtt = rtt
        self.asked = 0
        self.given_up = 0
        self._newest: int | None = None
        self._open: dict[int, Missing] = {}
        self._lateness = 0.0
        self._deviation = rtt / 4
        self._next = float("inf")

    def __len__(self) -> int:
        return len(self._open)

    def restart(self) -> None:
        self._newest = None
        self._open.clear()
        self._next = float("inf")

    def arrived(self, sequence: int, now: float) -> None:
        """A packet with this extended number is here, first or again."""
        newest = self._newest
        if newest is None or sequence > newest:
            self._newest = sequence
            if newest is not None and sequence != newest + 1:
                self._open_hole(newest + 1, sequence, now)
        elif self._open and (missing := self._open.pop(sequence, None)):
            self._learn(missing, now)

    def due(self, now: float) -> list[int]:
        """The numbers to ask for now."""
        if now < self._next:
            return []
        ask: list[int] = []
        self._next = float("inf")
        for sequence, missing in list(self._open.items()):
            if missing.ask_at <= now:
                if missing.tries >= TRIES or now - missing.noticed_at > GIVE_UP_AFTER:
                    del self._open[sequence]
                    self.given_up += 1
                    continue
                missing.tries += 1
                missing.asked_at = now
                missing.ask_at = now + max(self.rtt + 3 * self._deviation, AGAIN_AFTER)
                ask.append(sequence)
            self._next = min(self._next, missing.ask_at)
        self.asked += len(ask)
        return ask

    def _open_hole(self, first: int, end: int, now: float) -> None:
        if end - first > BEYOND:
            self._open.clear()
            return
        ask_at = now + self._lateness
        for sequence in range(first, end):
            self._open[sequence] = Missing(now, ask_at)
        self._next = min(self._next, ask_at)
        while len(self._open) > OPEN:
            del self._open[next(iter(self._open))]
            self.given_up += 1

    def _learn(self, missing: Missing, now: float) -> None:
        """Sooner than any answer could be: it was only late. After one question: an answer."""
        since_asked = now - missing.asked_at
        if missing.tries == 0 or since_asked < self.rtt * 0.5:
            # Step by step to the lateness that ninety-nine of a hundred late packets do not exceed.
            later = now - missing.noticed_at > self._lateness
            self._lateness += STEP * 0.99 if later else -STEP * 0.01
        elif missing.tries == 1:
            since_asked = min(1.0, since_asked)
            self._deviation += (abs(since_asked - self.rtt) - self._deviation) * 0.25
            self.rtt += (since_asked - self.rtt) * 0.125
            self._lateness *= 0.995
        self._lateness = min(PATIENCE, max(0.0, self._lateness))
