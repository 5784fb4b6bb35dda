"""Stamp: when the kernel took a datagram. What waits until we read it is not late because of us.

Performers judge their line by these times: with the moments of our reading instead, a busy relay
looks like a crowded line, and their pictures stay small for ever.
"""

import socket
from struct import Struct

SO_TIMESTAMPNS = 35  # of Linux; Python has no name for it
SPACE = socket.CMSG_SPACE(16)
OLDEST = 1.0  # seconds; older ones tell of a wall clock that was set, not of waiting

_timespec = Struct("ll")
Ancillary = list[tuple[int, int, bytes]]


def ask_for_stamps(sock: socket.socket) -> bool:
    """Whether this system stamps what it receives."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    except OSError:
        return False
    return True


def waited(ancillary: Ancillary, wall: float) -> float:
    """How long ago a datagram came, by the wall clock of now; 0 if that cannot be known."""
    for level, kind, value in ancillary:
        if (level, kind, len(value)) == (socket.SOL_SOCKET, SO_TIMESTAMPNS, _timespec.size):
            seconds, nanoseconds = _timespec.unpack(value)
            age = wall - seconds - nanoseconds * 1e-9
            return age if 0.0 <= age <= OLDEST else 0.0
    return 0.0
