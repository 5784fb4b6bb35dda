"""Kept: a packet on the outgoing line, as all viewers share it."""

from dataclasses import dataclass

from streaming.wire.extensions import Extension


@dataclass(slots=True)
class Kept:
    sequence: int
    timestamp: int
    marker: bool
    payload: bytes
    extensions: dict[Extension, bytes]  # only those that viewers may have
    keyframe: bool  # it begins one
    arrived_at: float
    size: int  # of the payload
    layer: int = 0
