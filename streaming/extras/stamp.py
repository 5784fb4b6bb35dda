"""Stamp: the time at which a picture was sent, inside the picture, where no decoder minds.

H.264 carries it as an SEI of unregistered user data (written as digits, so that nothing needs
escaping), VP8 behind its last partition, where decoders do not look.
"""

MARK = bytes.fromhex("6f0f7ad27c3e4b6f9d55f007119475a1")
LENGTH = len(MARK) + 16


def stamp(now: float) -> bytes:
    return MARK + b"%016x" % int(now * 1e9)


def stamp_h264(stream: bytes, now: float) -> bytes:
    """In front of the picture, as the standard wants it."""
    return b"\0\0\0\1\x06\x05" + bytes([LENGTH]) + stamp(now) + b"\x80" + stream


def stamp_vp8(frame: bytes, now: float) -> bytes:
    return frame + stamp(now)


def restamp(payload: bytes, now: float) -> bytes:
    """With the time of now, where there is one: what waited for its turn was not sent yet."""
    at = payload.find(MARK)
    if at < 0 or len(payload) < at + LENGTH:
        return payload
    return payload[:at] + stamp(now) + payload[at + LENGTH :]


def find_stamp(payload: bytes) -> float | None:
    """The time that a payload carries; None for most."""
    at = payload.find(MARK)
    if at < 0 or len(payload) < at + LENGTH:
        return None
    try:
        return int(payload[at + len(MARK) : at + LENGTH], 16) / 1e9
    except ValueError:
        return None
