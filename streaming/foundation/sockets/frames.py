"""Frame: a WebSocket text frame of a server (RFC 6455), encoded once for many sockets. Pure."""


class Frame:
    __slots__ = ("text", "wire")

    def __init__(self, text: str) -> None:
        self.text = text
        self.wire = _framed(text.encode())


def _framed(payload: bytes) -> bytes:
    """One whole text frame, not masked."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
