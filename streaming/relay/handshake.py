"""The handshake: from the first DTLS datagram to the keys of SRTP, by aiortc.

The only file that knows aiortc's transports by their private names, under a pinned aiortc and a
test that fails when they change. aiortc never owns a socket here: it is given the datagrams that
the front let pass, by a stand-in for its ICE transport, in a thread of their own (greeter.py).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    State,
)
from aiortc.rtcicetransport import RTCIceTransport
from OpenSSL import SSL
from pylibsrtp import Policy, Session

from . import srtp

# AES-128-GCM costs half of the others, so it is taken wherever a peer has it.
PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80]
MOST_WAITING = 32  # datagrams of a handshake; more are dropped, DTLS sends them again
# FFmpeg reads the first datagram only to learn that DTLS has begun, and drops it; DTLS itself
# would send it again after a second.
AGAIN_SECONDS = 0.05
LONGEST_RECORD = 1_500  # an alert has some 40 bytes
# Numbers behind the newest that we may still send: most of a second of pictures, for viewers who
# know no RTX. libsrtp shifts that many bits for each packet; aiortc's 1024 cost 4 % of a relay.
WINDOW = 256


class Certificate(RTCCertificate):
    """One certificate for every peer, and one TLS context: a context each would be 30 KB."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: list) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
        return self._context

    @cached_property
    def fingerprint(self) -> str:
        return next(one.value for one in self.getFingerprints() if one.algorithm == "sha-256")


class Line:
    """Stands where aiortc wants an ICE transport: datagrams in by put(), out by `send`."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.transport: RTCDtlsTransport | None = None  # kept alive for the alert that ends it
        self.task: asyncio.Task | None = None
        self.closed = False  # by us
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_WAITING)
        self._sender = send
        self._opening: list[bytes] | None = []  # what we said before anybody answered

    def put(self, datagram: bytes | None) -> None:
        self._opening = None
        if self._waiting.full():
            self._waiting.get_nowait()
        self._waiting.put_nowait(datagram)

    async def _recv(self) -> bytes:
        datagram = await self._waiting.get()
        if not datagram:
            self.closed = True
            raise ConnectionError
        return datagram

    async def _send(self, data: bytes) -> None:
        if self._opening is not None:
            self._opening.append(data)
        self._sender(data)

    def goodbye(self) -> bytes:
        """The encrypted close_notify, which nothing can follow; empty before the keys are there."""
        if self.transport is None or (connection := self.transport._ssl) is None:
            return b""
        try:
            connection.shutdown()
            return connection.bio_read(LONGEST_RECORD)
        except SSL.Error:
            return b""

    def say(self, datagram: bytes) -> None:
        if datagram:
            self._sender(datagram)

    def open_again(self) -> None:
        """The very same datagrams: whoever had them already drops them as replayed."""
        opening, self._opening = self._opening, None
        for datagram in opening or ():
            self._sender(datagram)


@dataclass(frozen=True, slots=True)
class Keys:
    """The two SRTP sessions that a handshake ended in."""

    incoming: Any
    outgoing: Any
    tag: int


class Broken(Exception):
    """The handshake failed before its end. Somebody who forges plain records can cause that."""


async def shake_hands(
    line: Line,
    certificate: Certificate,
    fingerprints: Sequence[tuple[str, str]],
    *,
    active: bool,
    ended: Callable[[], None],
) -> Keys | None:
    """Keys once the peer showed the certificate that its offer named; None where it showed another
    or is gone; Broken where the handshake failed before that.

    `ended` is called when the peer closes the DTLS association afterwards.
    """
    transport = RTCDtlsTransport(cast(RTCIceTransport, line), [certificate])
    transport._set_role("client" if active else "server")
    transport._srtp_profiles = PROFILES
    if active:
        asyncio.get_running_loop().call_later(AGAIN_SECONDS, line.open_again)
    wanted = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
    try:
        await transport.start(RTCDtlsParameters(fingerprints=wanted))
    except ConnectionError:
        return None
    if transport._state is not State.CONNECTED or transport._ssl is None:
        if transport.encrypted or line.closed:
            return None
        raise Broken
    transport.on("statechange", ended)
    line.transport = transport
    name = transport._ssl.get_selected_srtp_profile()
    profile = next(one for one in PROFILES if one.openssl_profile == name)
    size = 2 * (profile.key_length + profile.salt_length)
    material = transport._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", size)
    key = profile.get_key_and_salt(material, 0 if active else 1)
    outgoing = Policy(
        key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile.libsrtp_profile
    )
    outgoing.allow_repeat_tx, outgoing.window_size = True, WINDOW
    return Keys(transport._rx_srtp, Session(outgoing), srtp.PROFILES[profile.libsrtp_profile])
