"""Opus: how long the sound in one packet lasts (RFC 6716, section 3)."""

CLOCK_RATE = 48000
LONGEST_SAMPLES = 5760  # 120 ms
_SILK = (480, 960, 1920, 2880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)
_FRAME_SAMPLES = (*_SILK * 3, *_HYBRID * 2, *_CELT * 4)


def duration_samples(payload: bytes) -> int:
    """Samples at 48 kHz; 0 when the packet is no Opus."""
    if not payload:
        return 0
    frames = (1, 2, 2, 0)[payload[0] & 3]
    if frames == 0:
        frames = payload[1] & 63 if len(payload) > 1 else 0
    samples = frames * _FRAME_SAMPLES[payload[0] >> 3]
    return samples if samples <= LONGEST_SAMPLES else 0
