"""How often a crowd is told what is new."""

from itertools import pairwise

from chat.live.pace import LONGEST_SECONDS, SHORTEST_SECONDS, SOCKET_SECONDS, pace


def test_few_are_told_at_once_and_hundreds_a_little_later():
    assert pace(0) == pace(10) == pace(180) == SHORTEST_SECONDS
    growing = [pace(sockets) for sockets in (180, 250, 300, 390)]
    assert all(one < other for one, other in pairwise(growing))


def test_nobody_waits_longer_because_others_are_told_first():
    for sockets in range(0, 2300, 50):
        assert pace(sockets) + sockets * SOCKET_SECONDS <= LONGEST_SECONDS + 1e-9
    assert pace(100_000) == SHORTEST_SECONDS
