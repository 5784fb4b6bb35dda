"""AV1 OBUs in an RTP payload (the AV1 RTP payload format of AOM), and the start of a keyframe."""

SEQUENCE_HEADER = 1
MOST_ELEMENTS = 64  # in one packet: a bound for the time that a stranger may cost


def starts_keyframe(payload: bytes) -> bool:
    """A coded video sequence begins: the packet says so, or it brings a sequence header."""
    if len(payload) < 2:
        return False
    if payload[0] & 0x08:
        return True
    continues = bool(payload[0] & 0x80)
    return SEQUENCE_HEADER in kinds(payload)[1 if continues else 0 :]


def kinds(payload: bytes) -> list[int]:
    """The types of the OBUs. The first one may continue from the packet before: its type is then
    only what its next byte looks like. Reading stops at a broken element."""
    count = payload[0] >> 4 & 3 if payload else 0
    found: list[int] = []
    at, end = 1, len(payload)
    while at < end and len(found) < (count or MOST_ELEMENTS):
        if len(found) + 1 == count:
            size = end - at
        else:
            size, at = _read_size(payload, at)
        if size <= 0 or at + size > end:
            break
        found.append(payload[at] >> 3 & 15)
        at += size
    return found


def _read_size(payload: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first; 0 when it does not end."""
    size = 0
    for place, byte in enumerate(payload[at : at + 5]):
        size |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            return size, at + place + 1
    return 0, at
