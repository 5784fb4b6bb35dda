"""Opus packets (RFC 6716, section 3): how long one lasts, and a silence that lasts as long."""

CLOCK_RATE = 48000
LONGEST_SAMPLES = 5760  # 120 ms
_SILK = (480, 960, 1920, 2880)
_HYBRID = (480, 960)
_CELT = (120, 240, 480, 960)
_FULLBAND = 28  # the first of the four configurations of CELT with all frequencies
_SILENT_FRAME = b"\xff\xfe"
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


def silence(payload: bytes) -> bytes:
    """A packet that lasts as long as this one, in as many channels, in which nothing sounds."""
    samples = duration_samples(payload) or _CELT[-1]
    size = max(size for size in _CELT if samples % size == 0)
    frames = samples // size
    stereo = payload[0] & 4 if payload else 0
    head = _FULLBAND + _CELT.index(size) << 3 | stereo
    if frames == 1:
        return bytes((head,)) + _SILENT_FRAME
    return bytes((head | 3, frames)) + _SILENT_FRAME * frames
