"""Kernel filter: drops media before this process sees it, so that a crowd costs nearly nothing.

Classic BPF on one UDP socket (Linux): STUN, DTLS and RTCP pass, and so does one media packet in
`SAMPLE`, by which a viewer still knows that its media flows.
"""

import ctypes
import socket
import struct

SO_ATTACH_FILTER = 26
SAMPLE = 128
UDP_HEADER = 8

_LOAD_BYTE, _LOAD_WORD, _AND = 0x30, 0x20, 0x54
_JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x15, 0x35, 0x06
_RANDOM = 0xFFFFF000 + 56  # SKF_AD_OFF + SKF_AD_RANDOM
_EVERYTHING = 0xFFFF


def program(sample: int = SAMPLE) -> list[tuple[int, int, int, int]]:
    """Instructions as (code, jump if true, jump if false, operand); `sample` is a power of two."""
    return [
        (_LOAD_BYTE, 0, 0, UDP_HEADER),
        (_JUMP_AT_LEAST, 0, 7, 128),  # STUN, DTLS: pass
        (_JUMP_AT_LEAST, 6, 0, 192),  # nothing we know: pass, the peer counts it
        (_LOAD_BYTE, 0, 0, UDP_HEADER + 1),
        (_JUMP_AT_LEAST, 0, 1, 192),
        (_JUMP_AT_LEAST, 0, 3, 224),  # RTCP: pass
        (_LOAD_WORD, 0, 0, _RANDOM),
        (_AND, 0, 0, sample - 1),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _EVERYTHING),
        (_RETURN, 0, 0, 0),
    ]


def drop_media(listener: socket.socket, sample: int = SAMPLE) -> bool:
    """Whether this system can do it."""
    code = b"".join(struct.pack("=HBBI", *one) for one in program(sample))
    kept = ctypes.create_string_buffer(code, len(code))
    filters = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))
    try:
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, filters)
    except OSError:
        return False
    return True
