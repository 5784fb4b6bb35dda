"""Picture size of H.264, from the parameter set before each keyframe (H.264, 7.3.2.1.1)."""

from .h264 import SPS, STAP_A

# Profiles whose parameter sets say more about colour before they come to the size.
_RICH = frozenset((44, 83, 86, 100, 110, 118, 122, 128, 138, 139, 134, 135, 244))
_MOST = 16384


class _Bits:
    """Exp-Golomb numbers one after the other; reading past the end raises IndexError."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def one(self) -> int:
        byte, bit = divmod(self._at, 8)
        self._at += 1
        return self._data[byte] >> (7 - bit) & 1

    def many(self, count: int) -> int:
        value = 0
        for _ in range(count):
            value = value << 1 | self.one()
        return value

    def unsigned(self) -> int:
        zeros = 0
        while not self.one():
            zeros += 1
            if zeros > 31:
                raise IndexError
        return (1 << zeros) - 1 + self.many(zeros)

    def signed(self) -> int:
        value = self.unsigned()
        return (value + 1) // 2 if value & 1 else -(value // 2)


def picture_size(payload: bytes) -> tuple[int, int] | None:
    """Width and height, from a packet that holds a parameter set; None for any other."""
    for unit in _units(payload):
        if unit and unit[0] & 31 == SPS:
            try:
                return _size(_Bits(unit[4:].replace(b"\x00\x00\x03", b"\x00\x00")), unit[1])
            except IndexError:
                return None
    return None


def _units(payload: bytes) -> list[bytes]:
    if not payload or payload[0] & 31 != STAP_A:
        return [payload]
    units, at = [], 1
    while at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        units.append(payload[at + 2 : at + 2 + size])
        at += 2 + size
    return units


def _size(bits: _Bits, profile: int) -> tuple[int, int] | None:
    bits.unsigned()  # the number of the set
    chroma = _chroma(bits) if profile in _RICH else 1
    bits.unsigned()
    _skip_order(bits)
    bits.unsigned()
    bits.one()
    across, down = bits.unsigned() + 1, bits.unsigned() + 1
    frames_only = bits.one()
    if not frames_only:
        bits.one()
    bits.one()
    left, right, top, bottom = (bits.unsigned() for _ in range(4)) if bits.one() else (0,) * 4
    unit_x = 2 if chroma in (1, 2) else 1
    unit_y = (2 if chroma == 1 else 1) * (2 - frames_only)
    width = across * 16 - unit_x * (left + right)
    height = down * 16 * (2 - frames_only) - unit_y * (top + bottom)
    return (width, height) if 0 < width <= _MOST and 0 < height <= _MOST else None


def _chroma(bits: _Bits) -> int:
    chroma = bits.unsigned()
    if chroma == 3:
        bits.one()
    bits.unsigned()
    bits.unsigned()
    bits.one()
    if bits.one():
        for number in range(8 if chroma != 3 else 12):
            if bits.one():
                _skip_scaling(bits, 16 if number < 6 else 64)
    return chroma


def _skip_scaling(bits: _Bits, count: int) -> None:
    last = following = 8
    for _ in range(count):
        if following:
            following = (last + bits.signed()) & 255
        last = following or last


def _skip_order(bits: _Bits) -> None:
    order = bits.unsigned()
    if order == 0:
        bits.unsigned()
    elif order == 1:
        bits.one()
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()
