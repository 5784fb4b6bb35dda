"""OutgoingPacket: a packet with the numbers of the outgoing sequence, as all viewers share it."""

from dataclasses import dataclass

from streaming.wire.extensions import Extension


@dataclass(slots=True)
class OutgoingPacket:
    sequence: int
    timestamp: int
    marker: bool
    payload: bytes
    extensions: dict[Extension, bytes]  # only those that viewers may have
    keyframe: bool  # the first packet of one
    arrived_at: float
    size: int  # of the payload
    layer: int = 0
