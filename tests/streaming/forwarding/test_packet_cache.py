import pytest

from streaming.forwarding.packet_cache import PacketCache


def test_what_was_put_is_found_until_the_ring_has_gone_round():
    cache: PacketCache[str] = PacketCache(4)
    for number in range(6):
        cache.put(number, f"packet {number}")
    assert [cache.get(number) for number in range(7)] == [
        None, None, "packet 2", "packet 3", "packet 4", "packet 5", None,
    ]  # fmt: skip


def test_the_numbers_come_round():
    cache: PacketCache[int] = PacketCache(1024)
    for number in range(65_000, 66_000):
        cache.put(number & 0xFFFF, number)
    assert cache.get(65_999 & 0xFFFF) == 65_999
    assert cache.get(65_535) == 65_535
    assert cache.get(464) is None


def test_a_size_is_a_power_of_two():
    for size in (0, 3, 1000, 1 << 16):
        with pytest.raises(ValueError):
            PacketCache(size)
