"""Performers shake hands first, all of them one by one, and timers ring in order."""

import pytest

from streaming.relay import handshake_queue
from streaming.relay.handshake_queue import PACE_SECONDS, HandshakeQueue


class One:
    due_at = None


@pytest.fixture
def waiting():
    return HandshakeQueue()


def begun(queue: HandshakeQueue, now: float) -> list[tuple[One, float]]:
    """All who begin from now on, looked for twice as often as is needed."""
    found = []
    for step in range(100):
        at = now + step * PACE_SECONDS / 2
        if (one := queue.next(at)) is not None:
            found.append((one, at))
    return found


def test_handshakes_are_paced_and_performers_go_before_viewers(waiting):
    viewers, performer = [One() for _ in range(4)], One()
    for one in viewers:
        assert waiting.add(one, first=False)
    waiting.add(performer, first=True)
    found = begun(waiting, 10.0)
    assert [one for one, _ in found] == [performer, *viewers]
    times = [at for _, at in found]
    gaps = [later - sooner for sooner, later in zip(times, times[1:], strict=False)]
    assert all(PACE_SECONDS * 0.99 <= gap <= PACE_SECONDS * 1.6 for gap in gaps)


def test_those_who_wait_are_bounded(waiting, monkeypatch):
    monkeypatch.setattr(handshake_queue, "MOST_WAITING", 3)
    assert [waiting.add(One(), first=False) for _ in range(5)] == [True] * 3 + [False] * 2


def test_timers_ring_in_order_and_each_handshake_has_one(waiting):
    one, other = One(), One()
    waiting.wake(one, 5.0)
    waiting.wake(other, 3.0)
    waiting.wake(one, 9.0)  # it looks again at 5
    waiting.wake(one, 2.0)
    assert waiting.due(1.0) is None
    assert waiting.due(3.0) is one
    assert waiting.due(3.0) is other
    assert waiting.due(10.0) is None, "what was replaced rings no more"
    waiting.wake(one, 11.0)
    assert waiting.due(11.0) is one


def test_it_says_how_long_there_is_nothing_to_do(waiting):
    assert waiting.idle_seconds(1.0) is None
    waiting.wake(One(), 5.0)
    assert waiting.idle_seconds(1.0) == 4.0
    assert waiting.idle_seconds(7.0) == 0.0
    waiting.add(One(), first=False)
    waiting.add(One(), first=False)
    assert waiting.idle_seconds(1.0) == 0.0
    waiting.next(1.0)
    assert waiting.idle_seconds(1.0) == pytest.approx(PACE_SECONDS)
