"""NTP timestamps of RTCP sender reports (RFC 3550, section 4): seconds since 1900, 32.32 bits."""

NTP_EPOCH = 2_208_988_800  # seconds from 1900, where NTP begins, to 1970, where Unix time begins


def ntp64(wall: float) -> int:
    """The NTP timestamp of a Unix time."""
    return int((wall + NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def unix_seconds(ntp: int) -> float:
    """The Unix time of an NTP timestamp."""
    return ntp / (1 << 32) - NTP_EPOCH


def middle32(ntp: int) -> int:
    """The middle 32 bits, by which a receiver report names the sender report that it answers."""
    return ntp >> 16 & 0xFFFFFFFF
