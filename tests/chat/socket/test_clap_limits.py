"""Hands clap only so fast, whoever they belong to."""

from chat.socket.clap_limits import ADDRESS_FACTOR, AT_ONCE, PER_SECOND, ClapLimits, _new
from streaming.foundation.sockets.token_bucket import TokenBucket


def test_a_burst_counts_and_then_as_much_as_hands_can():
    bucket = _new(7, 0.0)
    assert isinstance(bucket, TokenBucket)
    assert sum(bucket.take(0.0) for _ in range(1000)) == AT_ONCE
    assert sum(bucket.take(1.0) for _ in range(1000)) == PER_SECOND


def test_each_person_and_each_show_has_hands_of_its_own():
    claps = ClapLimits()
    assert [claps.counted(1, 7, 20) for _ in range(3)][:2] == [20, 20]
    assert claps.counted(1, 8, 20) == claps.counted(2, 7, 20) == 20


def test_strangers_of_one_address_clap_together():
    claps = ClapLimits()
    counted = sum(claps.counted(1, "192.0.2.1", 20) for _ in range(100))
    assert AT_ONCE * ADDRESS_FACTOR <= counted < 100 * 20
