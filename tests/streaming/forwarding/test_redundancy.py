"""Sound that carries what was before it, for lines that lose some."""

from streaming.forwarding.codecs import OPUS
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.redundancy import MOST_BYTES, redundant
from streaming.forwarding.source import Source

from .packets import packet

SPACE = 960


def sounds(count: int, size: int = 100) -> tuple[Source, list[OutgoingPacket]]:
    source = Source("voice", OPUS, first_sequence=65_534, first_timestamp=2**32 - 1_000)
    kept = [
        source.receive(packet(number, number * SPACE, bytes((number,)) * size), number / 50)
        for number in range(count)
    ]
    return source, [one for one in kept if one is not None]


def blocks(payload: bytes) -> list[tuple[int, int, bytes]]:
    """(payload type, how much earlier, bytes) of each, as RFC 2198 says it."""
    heads, at = [], 0
    while payload[at] & 0x80:
        word = int.from_bytes(payload[at : at + 4], "big")
        heads.append((word >> 24 & 0x7F, word >> 10 & 0x3FFF, word & 0x3FF))
        at += 4
    primary, at = payload[at], at + 1
    found = []
    for kind, earlier, size in heads:
        found.append((kind, earlier, payload[at : at + size]))
        at += size
    return [*found, (primary, 0, payload[at:])]


def test_two_packets_before_it_are_in_each():
    source, kept = sounds(4)
    made = redundant(kept[3], source.cache, 111)
    assert blocks(made.payload) == [
        (111, 2 * SPACE, kept[1].payload), (111, SPACE, kept[2].payload), (111, 0, kept[3].payload),
    ]  # fmt: skip
    assert (made.sequence, made.timestamp) == (kept[3].sequence, kept[3].timestamp)
    assert made.size == len(made.payload)


def test_the_first_ones_carry_what_there_is():
    source, kept = sounds(2)
    assert blocks(redundant(kept[0], source.cache, 111).payload) == [(111, 0, kept[0].payload)]
    assert len(blocks(redundant(kept[1], source.cache, 111).payload)) == 2


def test_none_is_too_long_for_its_way():
    for size in (400, 700, 1_100):
        source, kept = sounds(4, size)
        made = redundant(kept[3], source.cache, 111)
        assert made.size <= max(MOST_BYTES + 10, size + 1)
        assert blocks(made.payload)[-1] == (111, 0, kept[3].payload)


def test_what_is_muted_stays_so():
    source, kept = sounds(2)
    source.hushed = True
    hushed = source.receive(packet(2, 2 * SPACE, b"\xf8 loud words"), 0.04)
    assert hushed is not None
    assert b"loud" not in redundant(hushed, source.cache, 111).payload
