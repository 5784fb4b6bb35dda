"""What is sent again is bounded in bytes, in times and in time."""

import pytest

from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.resending import (
    FIRST_CREDIT,
    FORGOTTEN_AFTER,
    GENEROUS,
    MOST_CREDIT,
    REMEMBERED,
    RTX_BYTES,
    USUAL,
    Manner,
    Resending,
)

SIZE = 100


def find(sequence: int, now: float) -> OutgoingPacket | None:
    """Every packet is kept, and left a long time ago; but number 0 was never sent."""
    return (
        OutgoingPacket(sequence, 0, False, bytes(SIZE), {}, False, now - 5, SIZE)
        if sequence
        else None
    )


def numbers(
    resending: Resending, asked: list[int], now: float, manner: Manner = USUAL
) -> list[int]:
    return [one.sequence for one in resending.choose(asked, find, manner, 0.1, now)]


def test_what_is_asked_for_is_sent_again_and_counted():
    resending = Resending()
    assert numbers(resending, [7, 0, 8], 1.0) == [7, 8]
    assert (resending.packets, resending.bytes) == (2, 2 * (SIZE + RTX_BYTES))
    assert numbers(resending, [9], 1.0, GENEROUS) == [9, 9]
    assert (resending.packets, resending.bytes) == (4, 4 * (SIZE + RTX_BYTES))


def test_the_same_packet_waits_for_a_round_trip_and_is_sent_a_few_times_only():
    resending = Resending()
    times = [len(numbers(resending, [7], 1 + step * 0.05)) for step in range(20)]
    assert times[:5] == [1, 0, 1, 0, 1]
    assert sum(times) == USUAL.times
    assert numbers(resending, [7], 2 + FORGOTTEN_AFTER) == [7], "it is another packet by now"


def test_a_packet_that_has_just_left_is_not_sent_again():
    def young(sequence: int, now: float) -> OutgoingPacket:
        return OutgoingPacket(sequence, 0, False, b"", {}, False, now - 0.05, 0)

    assert Resending().choose([7], young, USUAL, 0.1, 1.0) == []
    assert len(Resending().choose([7], young, USUAL, 0.08, 1.0)) == 1
    assert len(Resending().choose([7], young, USUAL, None, 1.0)) == 1


@pytest.mark.parametrize("manner", [USUAL, GENEROUS])
def test_credit_is_a_share_of_what_is_sent(manner):
    resending = Resending()
    everything = list(range(1, 60_000))
    numbers(resending, everything, 1.0, manner)
    assert resending.bytes <= FIRST_CREDIT + manner.copies * RTX_BYTES
    before = resending.bytes
    resending.earn(100_000, manner.share)
    numbers(resending, everything, 2.0, manner)
    assert 0 <= manner.share * 100_000 - (resending.bytes - before) <= 1000
    resending.earn(100_000_000, manner.share)
    before = resending.bytes
    numbers(resending, everything, 3.0, manner)
    assert resending.bytes - before <= MOST_CREDIT + 1000


def test_the_memory_of_tries_is_bounded_and_rtx_numbers_wrap():
    resending = Resending()
    for number in range(1, 3 * REMEMBERED):
        resending.earn(number * 1_000_000, USUAL.share)
        numbers(resending, [number], 1.0)
    assert len(resending._tries) == REMEMBERED
    assert [resending.next_rtx_sequence() for _ in range(0x10001)][-2:] == [0, 1]
