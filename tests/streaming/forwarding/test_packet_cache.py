from streaming.forwarding import packet_cache
from streaming.forwarding.packet_cache import MOST_PACKETS, OVERHEAD, Memory, PacketCache


def filled(cache: PacketCache, numbers: range, size: int = 1200) -> None:
    for number in numbers:
        cache.put(number & 0xFFFF, number, size)


def test_the_newest_are_found():
    cache: PacketCache[str] = PacketCache(4)
    for number in range(6):
        cache.put(number, f"packet {number}")
    assert [cache.get(number) for number in range(7)] == [
        None, None, "packet 2", "packet 3", "packet 4", "packet 5", None,
    ]  # fmt: skip


def test_the_numbers_come_round():
    cache: PacketCache[int] = PacketCache(1024)
    filled(cache, range(65_000, 66_000))
    assert cache.get(65_999 & 0xFFFF) == 65_999
    assert cache.get(65_535) == 65_535
    assert cache.get(464) is None
    filled(cache, range(66_000, 140_000))
    assert cache.get(139_999 & 0xFFFF) == 139_999
    assert len(cache) == 1024


def test_all_since_a_keyframe_are_held_until_the_next_one():
    cache: PacketCache[int] = PacketCache(100)
    filled(cache, range(60_000, 60_200))
    cache.hold_from(60_199)
    filled(cache, range(60_200, 68_500))
    assert cache.get(60_199) == 60_199
    cache.hold_from(68_499 & 0xFFFF)
    cache.read_from(68_000 & 0xFFFF)  # somebody is there still
    filled(cache, range(68_500, 71_000))
    assert cache.get(60_199) is None
    assert cache.get(68_000 & 0xFFFF) == 68_000
    cache.read_from(None)
    filled(cache, range(71_000, 71_200))
    assert cache.get(68_000 & 0xFFFF) is None
    assert cache.get(68_499 & 0xFFFF) == 68_499


def test_a_cache_that_meets_a_bound_keeps_its_newest(monkeypatch):
    monkeypatch.setattr(packet_cache, "MOST_BYTES", 1_000_000)
    memory = Memory()
    for size, most in ((0, MOST_PACKETS), (1200, 1_000_000 // (1200 + OVERHEAD))):
        cache: PacketCache[int] = PacketCache(100, memory)
        cache.hold_from(0)
        before = memory.short
        if not size:
            monkeypatch.setattr(packet_cache, "MOST_BYTES", 1 << 40)
        filled(cache, range(most), size)
        assert (len(cache), memory.short) == (most, before)
        filled(cache, range(most, most + 3), size)
        assert (len(cache), memory.short) == (100, before + 1)
        assert cache.get(most + 2) == most + 2
        monkeypatch.setattr(packet_cache, "MOST_BYTES", 1_000_000)
        cache.clear()
    assert memory.used == 0


def test_all_caches_of_a_relay_share_its_memory():
    memory = Memory(2_000_000)
    first, second = PacketCache[int](10, memory), PacketCache[int](10, memory)
    for cache in (first, second):
        cache.hold_from(0)
    filled(first, range(1_000))
    filled(second, range(1_000))
    assert first.bytes + second.bytes == memory.used <= 2_000_000 + 1200 + OVERHEAD
    assert memory.short > 0
    assert len(first) == 1_000  # the one that grew has given way
    first.clear()
    second.clear()
    assert memory.used == 0


def test_a_packet_that_comes_twice_is_held_once():
    cache: PacketCache[str] = PacketCache(4)
    cache.put(7, "first", 100)
    cache.put(7, "second", 100)
    assert (cache.get(7), len(cache), cache.bytes) == ("first", 1, 100 + OVERHEAD)
