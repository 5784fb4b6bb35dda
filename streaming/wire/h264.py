"""H.264 NAL units in RTP payloads (RFC 6184): one, several or a piece of one in a packet."""

IDR = 5
SPS = 7
PPS = 8
STAP_A = 24
FU_A = 28
_STARTS = frozenset((IDR, SPS))


def units_starting(payload: bytes) -> list[int]:
    """The types of all units that begin in this packet; pieces in the middle begin none.

    What is broken, or of a packing that nobody offers, begins none either."""
    kind = payload[0] & 31 if payload else 0
    if 1 <= kind <= 23:
        return [kind]
    if kind == STAP_A:
        return _aggregated(payload)
    if kind == FU_A and len(payload) > 1 and payload[1] & 0x80:
        return [payload[1] & 31]
    return []


def _aggregated(payload: bytes) -> list[int]:
    found = []
    at, end = 1, len(payload)
    while at + 2 < end:
        after = at + 2 + (payload[at] << 8 | payload[at + 1])
        if after > end or after == at + 2:
            break
        found.append(payload[at + 2] & 31)
        at = after
    return found


def starts_keyframe(payload: bytes) -> bool:
    """A parameter set or a picture that stands alone begins here. A keyframe usually says so
    twice or more: its parameters, then each of its slices."""
    return not _STARTS.isdisjoint(units_starting(payload))
