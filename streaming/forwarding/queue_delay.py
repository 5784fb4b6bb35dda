"""QueueDelay: how long a performer's packets wait in queues, from their abs-send-time.

The clocks of both sides differ by an unknown offset, so only differences count: the fastest packet
of the last seconds waited nowhere, every other one waited as much longer as it took.
"""

from collections import deque

from streaming.wire.extensions import SEND_TIME_TURN_SECONDS

FASTEST_SECONDS = 10  # for so long the fastest packet counts; clocks hardly drift in that time
SMOOTHING = 0.1  # share of each new packet: ten packets are a picture or less


class QueueDelay:
    __slots__ = ("seconds", "_turns", "_last_send", "_fastest")

    def __init__(self) -> None:
        self.seconds = 0.0  # smoothed
        self._last_send: float | None = None
        self._turns = 0.0  # whole turns of abs-send-time, in seconds
        self._fastest: deque[tuple[int, float]] = deque(maxlen=FASTEST_SECONDS)  # per second

    def arrived(self, send_time: float, now: float) -> None:
        """A packet with this abs-send-time (seconds, 0 to 64) is here."""
        if self._last_send is not None:
            if send_time - self._last_send < -SEND_TIME_TURN_SECONDS / 2:
                self._turns += SEND_TIME_TURN_SECONDS
            elif send_time - self._last_send > SEND_TIME_TURN_SECONDS / 2:
                self._turns -= SEND_TIME_TURN_SECONDS
        self._last_send = send_time
        delay = now - send_time - self._turns
        self._note(delay, int(now))
        waited = delay - min(fastest for _, fastest in self._fastest)
        self.seconds += (waited - self.seconds) * SMOOTHING

    def _note(self, delay: float, second: int) -> None:
        if not self._fastest or self._fastest[-1][0] != second:
            self._fastest.append((second, delay))
        elif delay < self._fastest[-1][1]:
            self._fastest[-1] = second, delay
