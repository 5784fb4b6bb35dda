"""RTX: a lost packet sent again under an SSRC of its own (RFC 4588)."""

from .rtp import Rtp

SEQUENCE_SIZE = 2  # bytes before the payload: the sequence number that the packet had at first


def unwrap(packet: Rtp, ssrc: int) -> Rtp | None:
    """The lost packet, as one of this SSRC. None for a probe, which carries no packet at all.

    The payload type stays the one of RTX: media are told apart by their SSRC. The lost packet may
    have been empty; its number counts as arrived nevertheless.
    """
    payload = packet.payload
    if len(payload) < SEQUENCE_SIZE:
        return None
    return Rtp(
        packet.payload_type,
        payload[0] << 8 | payload[1],
        packet.timestamp,
        ssrc,
        packet.marker,
        payload[SEQUENCE_SIZE:],
        packet.extensions,
    )
