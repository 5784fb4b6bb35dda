"""The engine: DTLS of one association by aiortc, without its ICE transport and its event loop.

aiortc brings the certificate, the TLS settings and the check of the peer's certificate. What it
awaits (datagrams, timers) is called from outside here: bytes in, bytes out. This is the only file
that imports aiortc and knows its private names; tests/streaming/transport/test_engine.py fails when
they change. OpenSSL draws its own random numbers and keeps the timer of a flight by its own clock.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    State,
)
from aiortc.rtcicetransport import RTCIceTransport
from OpenSSL import SSL

from .srtp import LABEL, PROFILES, Keys, Profile, make_keys

MTU = 1200  # of a DTLS datagram; with the heads of IPv6 and UDP it fits every path of WebRTC
FLIGHT_BYTES = 65_536  # more than OpenSSL writes at once


class Broken(Exception):
    """OpenSSL refuses what it has read, and does not go on."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Self-signed, for this process alone. One TLS context serves every association: each would
    cost 30 KB. `fingerprint` is what a=fingerprint:sha-256 says of it."""

    aiortc: RTCCertificate
    context: SSL.Context
    fingerprint: str


def make_certificate() -> Certificate:
    made = RTCCertificate.generateCertificate()
    known = {one.openssl_profile.decode(): one for one in SRTP_PROFILES}
    context = made._create_ssl_context([known[one.name] for one in PROFILES if one.name in known])
    sha_256 = next(one.value for one in made.getFingerprints() if one.algorithm == "sha-256")
    return Certificate(made, context, sha_256)


class Engine:
    """`active` means that we are the DTLS client."""

    def __init__(self, certificate: Certificate, *, active: bool) -> None:
        self._active = active
        self._aiortc = RTCDtlsTransport(cast(RTCIceTransport, None), [certificate.aiortc])
        self._connection = self._aiortc._ssl = SSL.Connection(certificate.context, None)
        self._connection.set_ciphertext_mtu(MTU)
        if active:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()

    def write(self, datagram: bytes) -> None:
        """What the peer has sent."""
        self._connection.bio_write(datagram)

    def read(self) -> bytes:
        """The records that are to be sent to the peer."""
        try:
            return self._connection.bio_read(FLIGHT_BYTES)
        except SSL.WantReadError:
            return b""

    def is_done(self) -> bool:
        """Go on with the handshake as far as possible. Raises Broken."""
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise Broken(str(error)) from None
        return True

    def is_closed(self) -> bool:
        """After the handshake: read on. Whether the peer has closed the association."""
        try:
            self._connection.recv(2048)
        except SSL.ZeroReturnError:
            return True
        except SSL.Error:
            pass
        return False

    def close(self) -> None:
        """Write the close_notify; nothing before there are keys."""
        with suppress(SSL.Error):
            self._connection.shutdown()

    def timeout_seconds(self) -> float | None:
        """When the flight is to be sent again; None where no answer is waited for."""
        return self._connection.DTLSv1_get_timeout()

    def on_timeout(self) -> None:
        """Write the flight again if its time has come. Raises Broken after many times."""
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error as error:
            raise Broken(str(error)) from None

    def knows_peer(self, fingerprints: Sequence[tuple[str, str]]) -> bool:
        """Whether the peer's certificate is the one that its session description names."""
        named = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        self._aiortc._validate_peer_identity(RTCDtlsParameters(fingerprints=named))
        return self._aiortc._state is not State.FAILED

    def profile(self) -> Profile | None:
        """The SRTP profile that both sides have."""
        name = self._connection.get_selected_srtp_profile().decode()
        return next((one for one in PROFILES if one.name == name), None)

    def keys(self, profile: Profile) -> Keys:
        secret = self._connection.export_keying_material(LABEL, profile.secret_size)
        return make_keys(profile, secret, client=self._active)
