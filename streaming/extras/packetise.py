"""Packetise: coded pictures into RTP payloads, cut the way Chromium cuts them.

The payloads of one frame differ by a byte at most and the smaller ones go first.
"""

from collections.abc import Iterator

LONGEST = 1160  # with header, extensions and SRTP still below 1,200 and far below any MTU
SPS, PPS, SEI, IDR = 7, 8, 6, 5


def even_parts(data: bytes, longest: int) -> Iterator[bytes]:
    count = -(-len(data) // longest)
    small, larger = divmod(len(data), count) if count else (0, 0)
    start = 0
    for number in range(count):
        size = small + (number >= count - larger)
        yield data[start : start + size]
        start += size


def nal_units(stream: bytes) -> list[bytes]:
    """The NAL units of an Annex B byte stream, start codes and trailing zeros taken off."""
    units = []
    start = stream.find(b"\0\0\1")
    while start >= 0:
        following = stream.find(b"\0\0\1", start + 3)
        unit = stream[start + 3 : following if following >= 0 else None]
        if unit := unit.rstrip(b"\0"):
            units.append(unit)
        start = following
    return units


def h264(stream: bytes, longest: int = LONGEST) -> list[bytes]:
    """RFC 6184, packetization-mode 1: neighbours that fit share a STAP-A, the large are cut."""
    payloads: list[bytes] = []
    together: list[bytes] = []

    def close() -> None:
        if len(together) == 1:
            payloads.append(together[0])
        elif together:
            reference = max(unit[0] & 0x60 for unit in together)
            sized = (len(unit).to_bytes(2, "big") + unit for unit in together)
            payloads.append(bytes([reference | 24]) + b"".join(sized))
        together.clear()

    for unit in nal_units(stream):
        if len(unit) > longest:
            close()
            payloads += _fragments(unit, longest)
            continue
        if 1 + sum(len(one) + 2 for one in [*together, unit]) > longest:
            close()
        together.append(unit)
    close()
    return payloads


def _fragments(unit: bytes, longest: int) -> list[bytes]:
    indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 0x1F
    parts = list(even_parts(unit[1:], longest - 2))
    last = len(parts) - 1
    return [
        bytes([indicator, (0x80 if n == 0 else 0x40 if n == last else 0) | kind]) + part
        for n, part in enumerate(parts)
    ]


def vp8(frame: bytes, picture_id: int, longest: int = LONGEST) -> list[bytes]:
    """RFC 7741 with a picture id of 15 bits, as browsers write it."""
    number = (0x8000 | picture_id & 0x7FFF).to_bytes(2, "big")
    return [
        bytes([0x90 if n == 0 else 0x80, 0x80]) + number + part
        for n, part in enumerate(even_parts(frame, longest - 4))
    ]
