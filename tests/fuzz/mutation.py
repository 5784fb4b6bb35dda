"""Mutation: packets that went wrong on the way, from a seed, so that each can be had again."""

from collections.abc import Callable, Sequence
from random import Random
from zlib import crc32

INTERESTING = (0, 1, 2, 3, 4, 7, 15, 16, 31, 63, 64, 127, 128, 191, 192, 200, 206, 223, 254, 255)
LONGEST = 2048


def mutated(rng: Random, corpus: Sequence[bytes], name: str = "") -> bytes:
    """One of the corpus after one to five changes, every second one with its sums put right."""
    data = bytearray(corpus[int(rng.random() * len(corpus))])
    for _ in range(1 + int(rng.random() * 5)):
        _change(rng, data, corpus)
    del data[LONGEST:]
    if name in REPAIRS and rng.random() < 0.5:
        return REPAIRS[name](bytes(data))
    return bytes(data)


def _stun_repaired(data: bytes) -> bytes:
    """Length, cookie and fingerprint are right again, so that the attributes are looked at."""
    body = data[20:-8] if data[-8:-4] == b"\x80\x28\x00\x04" else data[20:]
    body += bytes(-len(body) % 4)
    head = bytes((data[0] & 0x3F if data else 0, data[1] if len(data) > 1 else 1))
    head += (len(body) + 8).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + data[8:20].ljust(12, b"t")
    mark = crc32(head + body) ^ 0x5354554E
    return head + body + b"\x80\x28\x00\x04" + mark.to_bytes(4, "big")


def _rtcp_repaired(data: bytes) -> bytes:
    """The first packet is as long as the datagram, and of version 2."""
    body = data[4:] + bytes(-len(data[4:]) % 4)
    first = (data[0] if data else 0) & 0x1F | 0x80
    kind = data[1] if len(data) > 1 else 200
    return bytes((first, kind)) + (len(body) // 4).to_bytes(2, "big") + body


REPAIRS: dict[str, Callable[[bytes], bytes]] = {"stun": _stun_repaired, "rtcp": _rtcp_repaired}


def _change(rng: Random, data: bytearray, corpus: Sequence[bytes]) -> None:
    kind = int(rng.random() * 8)
    # Heads are where the meaning is: every second change is made among the first bytes.
    reach = min(len(data), 24) if rng.random() < 0.5 else len(data)
    at = int(rng.random() * reach)
    if kind == 0 or not data:
        data[at:at] = rng.randbytes(1 + int(rng.random() * 4))
    elif kind == 1:
        data[at] ^= 1 << int(rng.random() * 8)
    elif kind == 2:
        data[at] = INTERESTING[int(rng.random() * len(INTERESTING))]
    elif kind == 3:
        data[at] = int(rng.random() * 256)
    elif kind == 4:
        del data[at : at + 1 + int(rng.random() * 8)]
    elif kind == 5:
        del data[at:]
    elif kind == 6:
        after = at + int(rng.random() * 40)
        data[at:at] = data[at:after]
    else:
        other = corpus[int(rng.random() * len(corpus))]
        data[at:] = other[int(rng.random() * len(other)) :]
