"""Handshake: DTLS of one peer, datagrams in, datagrams out, and two SRTP sessions at its end."""

from collections.abc import Sequence

from OpenSSL import SSL
from pylibsrtp import Policy, Session

from .identity import Identity, fingerprint_of

MTU = 1200
LABEL = b"EXTRACTOR-dtls_srtp"
# name: (libsrtp's profile, bytes of key, bytes of salt)
PROFILES = {
    b"SRTP_AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    b"SRTP_AEAD_AES_256_GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12),
    b"SRTP_AES128_CM_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
}


class Handshake:
    """Every method returns the datagrams to send. `failure` says what went wrong, in words."""

    def __init__(
        self, identity: Identity, fingerprints: Sequence[tuple[str, str]], *, client: bool = True
    ) -> None:
        self._fingerprints = fingerprints
        self._client = client
        self._connection = SSL.Connection(identity.context, None)
        self._connection.set_ciphertext_mtu(MTU)
        if client:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()
        self.profile = ""
        self.failure = ""
        self.closed = False
        self.inbound: Session | None = None
        self.outbound: Session | None = None

    @property
    def done(self) -> bool:
        return self.outbound is not None

    def start(self) -> list[bytes]:
        return self._go_on()

    def receive(self, datagram: bytes) -> list[bytes]:
        if self.failure:
            return []
        self._connection.bio_write(datagram)
        if not self.done:
            return self._go_on()
        try:
            self._connection.recv(2048)
        except SSL.ZeroReturnError:
            self.closed = True
        except SSL.Error:
            pass
        return self._flight()

    def timeout_seconds(self) -> float | None:
        """When to call `again`; None where nothing is waited for."""
        return None if self.done or self.failure else self._connection.DTLSv1_get_timeout()

    def again(self) -> list[bytes]:
        """The last flight once more, if its time has come."""
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error:
            self.failure = "the DTLS handshake was not answered"
        return self._flight()

    def close(self) -> list[bytes]:
        try:
            self._connection.shutdown()
        except SSL.Error:
            return []
        return self._flight()

    def _go_on(self) -> list[bytes]:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            self.failure = f"the DTLS handshake failed: {error}"
        else:
            self._finish()
        return self._flight()

    def _finish(self) -> None:
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None or not any(
            fingerprint_of(certificate, algorithm) == value.upper()
            for algorithm, value in self._fingerprints
        ):
            self.failure = "the certificate is not the one that the answer named"
            return
        name = self._connection.get_selected_srtp_profile()
        if name not in PROFILES:
            self.failure = "no SRTP profile in common"
            return
        self.profile = name.decode()
        ours, theirs = self._keys(name)
        self.outbound = _session(name, ours, Policy.SSRC_ANY_OUTBOUND)
        self.inbound = _session(name, theirs, Policy.SSRC_ANY_INBOUND)

    def _keys(self, name: bytes) -> tuple[bytes, bytes]:
        """RFC 5764 §4.2: both keys, then both salts, the client's first."""
        _, key, salt = PROFILES[name]
        secret = self._connection.export_keying_material(LABEL, 2 * (key + salt))
        client = secret[:key] + secret[2 * key : 2 * key + salt]
        server = secret[key : 2 * key] + secret[2 * key + salt :]
        return (client, server) if self._client else (server, client)

    def _flight(self) -> list[bytes]:
        """What OpenSSL has written, cut at its records into datagrams of at most one MTU."""
        written = b""
        try:
            while True:
                written += self._connection.bio_read(65536)
        except SSL.Error:
            pass
        datagrams = [b""]
        while len(written) >= 13:
            length = 13 + int.from_bytes(written[11:13], "big")
            if len(datagrams[-1]) + length > MTU and datagrams[-1]:
                datagrams.append(b"")
            datagrams[-1] += written[:length]
            written = written[length:]
        return [datagram for datagram in datagrams if datagram]


def _session(name: bytes, key: bytes, direction: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=PROFILES[name][0])
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)
