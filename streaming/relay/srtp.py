"""libsrtp by the handle that pylibsrtp keeps: in place, no bytes object, no exception per packet.

The private names of pylibsrtp are touched here alone; tests/streaming/relay/test_srtp.py fails
when they change.
"""

from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi as _ffi
from pylibsrtp._binding import lib as _lib

# SRTCP adds 4 bytes of index to the tag; no profile that we negotiate has a longer tag.
LONGEST_TRAILER = 24

# Each takes (handle, char *, int *length), changes both in place and returns 0, or why not.
protect = _lib.srtp_protect
unprotect = _lib.srtp_unprotect
protect_rtcp = _lib.srtp_protect_rtcp
unprotect_rtcp = _lib.srtp_unprotect_rtcp

memmove = _ffi.memmove


def handle(session: Session) -> Any:
    """What protect() and its sisters want; it lives as long as the session does."""
    return session._srtp[0]


class Scratch:
    """One packet at a time: bytes in, bytes out."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._bytes = _ffi.new("char[]", size)
        self._view = _ffi.buffer(self._bytes)
        self._length = _ffi.new("int *")

    def run(self, change: Any, handle: Any, packet: bytes | memoryview) -> bytes | None:
        """The packet as `change` makes it; None where libsrtp refuses it."""
        length = len(packet)
        if length > self._size - LONGEST_TRAILER:
            return None
        self._view[0:length] = packet
        self._length[0] = length
        if change(handle, self._bytes, self._length):
            return None
        return self._view[0 : self._length[0]]
