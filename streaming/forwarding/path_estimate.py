"""PathEstimate: what the path to one viewer carries, from the viewer's own REMB and its loss."""

from .echoes import Echoes

FRESH_SECONDS = 6.0  # a report older than this says nothing: browsers report at least each five
LOSS_OF_TROUBLE = 0.10  # share of the packets: what is sent again does not mend more than this
CLEAN_LOSS = 0.02  # below this no path is worse for a little more
LOSSY = 0.03  # from here on single packets are missed, whatever the bitrate
LOSSY_SECONDS = 12.0  # browsers report on sound each five seconds
ROOM = 1.2  # estimates follow queues, not losses: a path that drops by chance keeps its estimate
CARRIES_NOT, CARRIES_EASILY = 0.95, 1.1  # of a layer's bitrate, which is itself no exact figure
FELL, GREW = 0.97, 1.01  # of the estimate before; a smaller step is noise


class PathEstimate:
    __slots__ = ("echoes", "loss", "_loss_at", "_lossy_at", "_remb", "_remb_at", "_fell_from")

    def __init__(self) -> None:
        self.loss = 0.0
        self.echoes = Echoes()  # of our checks, while the viewer catches up
        self._loss_at = self._lossy_at = float("-inf")
        self._remb: float | None = None
        self._remb_at = float("-inf")
        self._fell_from = float("inf")

    def report(self, loss: float, now: float) -> None:
        """The viewer's receiver report: the fraction lost."""
        self.loss, self._loss_at = loss, now
        if loss >= LOSSY:
            self._lossy_at = now

    def remb(self, bitrate: float, now: float) -> None:
        """The viewer's REMB: the bitrate that it believes to fit."""
        if self._remb is None or bitrate < self._remb * FELL:
            self._fell_from = self._remb if self._remb is not None else float("inf")
        elif bitrate > self._remb * GREW:
            self._fell_from = 0.0  # it grows: it is not yet known how far
        self._remb, self._remb_at = float(bitrate), now

    def bitrate(self, now: float) -> float | None:
        """The viewer's own estimate; None when it has sent none lately."""
        return self._remb if now - self._remb_at < FRESH_SECONDS else None

    def is_lossy(self, rate: float, now: float) -> bool:
        """Whether the path loses packets now and then, or did a moment ago, and not because this
        rate is too much for it: then more packets would only be worse."""
        return now - self._lossy_at < LOSSY_SECONDS and not self.is_full(rate, now)

    def is_full(self, rate: float, now: float) -> bool:
        """Whether this rate is about all that the path carries."""
        bitrate = self.bitrate(now)
        return bitrate is not None and bitrate < rate * ROOM

    def in_trouble(self, rate: float, now: float) -> bool:
        """Whether a layer of this rate does not get through."""
        if self.loss > LOSS_OF_TROUBLE and now - self._loss_at < FRESH_SECONDS:
            return True
        bitrate = self.bitrate(now)
        # An estimate that is still growing from below says nothing against the layer.
        return bitrate is not None and bitrate < rate * CARRIES_NOT and self._fell_from > 0.0

    def clean(self, rate: float, now: float) -> bool:
        """Whether a layer of this rate gets through easily."""
        if now - self._loss_at > FRESH_SECONDS or self.loss > CLEAN_LOSS:
            return False
        bitrate = self.bitrate(now)
        return bitrate is None or bitrate >= rate * CARRIES_EASILY
