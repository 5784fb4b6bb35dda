"""A peer exchanges packets with this relay; it is a performer or a viewer.

It lives while signed STUN or SRTP that opens is received. After STOP_SECONDS of silence nothing
more is sent, after FREE_SECONDS the peer is gone. Consent says where media may be sent.
"""

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from streaming.forwarding.answers import LocalTransport, RemoteTransport, candidates
from streaming.forwarding.budget import Budget
from streaming.transport import ice
from streaming.transport.consent import Consent
from streaming.transport.dtls_filter import DtlsFilter
from streaming.transport.srtp import Keys
from streaming.wire import rtcp, stun
from streaming.wire.errors import Malformed
from streaming.wire.sdp import Fragment

from . import srtp
from .ended_sessions import Ended, Farewell
from .handshakes import Running
from .health import Health, health_after
from .outbox import Destination

if TYPE_CHECKING:
    from .relay import Relay
    from .stage import Stage

FREE_SECONDS = 30.0
KEEP_SECONDS = 6.0  # after a handshake: its last flight may have to be sent again
HELD_SECONDS = 15.0  # so long after the last packet from there an address is given to nobody else
# A DTLS record that we cannot open any more may be a close_notify. A peer that answers our checks
# is asked, and has ASKED_SECONDS to answer. Of the others we wait for the next check of their own;
# these are 6 seconds apart at most (RFC 7675).
ASKED_SECONDS, DOUBT_SECONDS = 3.0, 7.0
PATIENCE = (0.1, 0.3)  # seconds after a check from elsewhere, at which we ask there once more
# How often we begin to check an unproved address: seldom, for it may belong to a third party.
SEEK_AT_ONCE, SEEK_A_SECOND = 4, 1
# An offer of ours may be answered so long: what the draft of WHEP promises where nothing is said.
ANSWER_SECONDS = 30.0
BEGIN_SECONDS = 10.0  # from the answer to the first datagram of the handshake, ICE included
MOST_TRIES = 5  # handshakes that may break, of one session
CONNECT_SECONDS = 20.0  # to its end
MOST_SSRCS = 32  # libsrtp keeps 400 bytes for each that a peer has ever sent with
LONGEST_PACKET = 1_500  # bytes; no path carries a longer one in one piece
# What reading their control packets may cost: one for a datagram, and one more for each hundred
# bytes. A browser that loses a packet in seven asks 200 times a second; twice that is allowed.
CONTROL_A_SECOND, CONTROL_AT_ONCE, CONTROL_BYTES = 400, 800, 100
SSRC_AT = (8, 4)  # in RTP, in RTCP
MOST_FAULTS = 100  # of FAULT_SECONDS; a peer that breaks more rules than that is shown out
FAULT_SECONDS = 10.0

NOTHING_TO_SAY = Farewell()


class Peer:
    first = False  # whether its handshake goes before those of others
    layers: tuple[str, ...] = ()  # that a performer sends, or of which a viewer may choose
    sizes: tuple[str, ...] = ()  # of these
    owes_answer = False  # whether they have an offer of ours, and are nowhere before they answer it
    network = ""  # where they come from, as far as web said
    says: frozenset[type] = frozenset()  # the control packets that are read of such a peer

    def __init__(self, relay: "Relay", stage: "Stage", session: str) -> None:
        self.relay, self.stage, self.session = relay, stage, session
        self.answer = ""
        self.ufrag, self.password = credentials()
        self.keys: Keys | None = None
        self.destination: Destination | None = None
        self.health = Health.NEW
        self.born_at = self.heard_at = relay.now()
        self._seeking = Budget(SEEK_AT_ONCE, SEEK_A_SECOND, self.born_at)
        self.consent = Consent(self.born_at, secrets.token_bytes)
        self._handshake: Running | None = None
        self._farewell = NOTHING_TO_SAY  # once the state of DTLS is given up
        self._remote: RemoteTransport | None = None
        self._dtls_filter, self._tries = DtlsFilter(active=False), 0
        self._connected_at = self.born_at
        self._doubted_at: float | None = None
        self._nominated: tuple | None = None
        self._ssrcs: set[bytes] = set()
        self._faults, self._faults_since = 0, self.born_at
        self._control = Budget(CONTROL_AT_ONCE, CONTROL_A_SECOND, self.born_at)

    # ── what the answer says, and an ICE restart changes

    def local(self) -> LocalTransport:
        relay = self.relay
        fingerprint = f"sha-256 {relay.certificate.fingerprint}"
        return LocalTransport(self.ufrag, self.password.decode(), fingerprint, relay.addresses)

    @property
    def etag(self) -> str:
        return hashlib.sha256(self.ufrag.encode() + b":" + self.password).hexdigest()[:16]

    def expect(self, remote: RemoteTransport) -> None:
        """The answer is on its way: let their checks in."""
        self._remote, self._dtls_filter = remote, DtlsFilter(active=remote.active)
        self.relay.front.admit(self)

    def is_restart(self, ufrag: str | None, password: str | None) -> bool:
        remote = self._remote
        if remote is None or not ufrag or not password:
            return False
        return (ufrag, password) != (remote.ufrag, remote.pwd)

    def restart(self, ufrag: str, password: str) -> None:
        """New ICE credentials; DTLS, SRTP and the address in use stay."""
        assert self._remote is not None
        self._remote = replace(self._remote, ufrag=ufrag, pwd=password)
        old = self.ufrag
        self.ufrag, self.password = credentials()
        self.relay.front.rename(self, old)

    def fragment(self) -> str:
        """What a restart is answered with: our new credentials and where we are."""
        ours = Fragment(self.ufrag, self.password.decode(), candidates(self.relay.addresses))
        ours.ice_lite = ours.end_of_candidates = True
        return str(ours)

    # ── what the front brings

    def checked(self, address: tuple, *, nominated: bool, now: float) -> None:
        """A signed check came from this address. Until a handshake has begun we follow it; later
        we only ask there, and move with the answer: the address may be forged."""
        self.heard_at = now
        consent = self.consent
        settled = self._handshake is not None or self.keys is not None
        if consent.address is None or (nominated and not settled):
            consent.settle(address)
        if nominated:
            self._nominated = address
        there = address == consent.address
        sought = not consent.is_proved(now) if there else nominated
        if sought and self._seeking.spend(1, now):
            self._ask(address, now)
            for seconds in PATIENCE:
                self.relay.later(seconds, self._ask_there, address)
        if self._handshake is None and self._remote is not None and self._remote.active:
            self._shake_hands()

    def answered(self, datagram: bytes, said: stun.Stun, address: tuple, now: float) -> None:
        """An answer to a check of ours. Media moves to another address in no other way."""
        consent = self.consent
        key = consent.key_of(said.transaction, address)
        if key is None or not stun.is_signed(datagram, key):
            self.relay.tally["front.stun_unasked"] += 1
            return
        self.heard_at = now
        self.relay.tally["consent.first" if not consent.answers else "consent.again"] += 1
        moves = address == self._nominated != consent.address
        asked_at = consent.answered(said.transaction, now, moves=moves)
        if address == consent.address:
            self.echoed(asked_at, now)
        if moves:
            self._set_out()

    def echoed(self, asked_at: float, now: float) -> None:
        """A check of ours, of that moment, has been answered from where media is sent to."""

    def holds(self, address: tuple, now: float) -> bool:
        """Whether they are known to be there, and were heard lately."""
        here = address == self.consent.address and self.consent.is_proved(now)
        return here and now - self.heard_at <= HELD_SECONDS

    def _ask_there(self, address: tuple) -> None:
        """Check this address again, unless they have proved it meanwhile."""
        now, consent = self.relay.now(), self.consent
        if address != consent.address or not consent.is_proved(now):
            self._ask(address, now)

    def _ask(self, address: tuple, now: float) -> None:
        remote = self._remote
        if remote is None or self.health is Health.GONE:
            return
        key = remote.pwd.encode()
        transaction = self.consent.ask(address, key, now)
        username = f"{remote.ufrag}:{self.ufrag}"
        self.relay.front.send(stun.consent_check(transaction, username, key), address)

    def on_dtls(self, datagram: bytes) -> None:
        if self.keys is None:
            datagram = self._dtls_filter.filtered(datagram)
            if not datagram:
                self.relay.tally["dtls.filtered"] += 1
                return
            if self._handshake is None:
                self._shake_hands()
        if self._handshake is not None:
            self._handshake.put(datagram)
        elif self._doubted_at is None:
            # Perhaps their goodbye, which nobody can read any more: see whether they live.
            self._doubted_at = self.relay.now()

    def on_rtp(self, packet: memoryview, now: float) -> None:
        raise NotImplementedError

    def on_rtcp(self, packet: memoryview, now: float) -> None:
        if len(packet) > LONGEST_PACKET:
            self.relay.tally["in.too_long"] += 1
            return
        plain = self.opened(srtp.unprotect_rtcp, packet, now)
        if plain is None:
            return
        if not self._control.spend(1 + len(plain) / CONTROL_BYTES, now):
            self.fault("too_much_control")
            return
        try:
            said = rtcp.parse(plain, self.says)
        except Malformed:
            self.fault("rtcp_malformed")
            return
        for one in said:
            self.heard(one, now)

    def heard(self, said: rtcp.Packet, now: float) -> None:
        """One packet of what they say about how it goes."""
        raise NotImplementedError

    def opened(self, change: Any, packet: memoryview, now: float) -> bytes | None:
        """The plain packet, which is a sign of life; None if it is not theirs."""
        if self.keys is None:
            self.relay.tally["in.before_keys"] += 1
            return None
        at = SSRC_AT[change is srtp.unprotect_rtcp]
        ssrc = bytes(packet[at : at + 4])
        if ssrc not in self._ssrcs and len(self._ssrcs) >= MOST_SSRCS:
            self.relay.tally["in.too_many_ssrcs"] += 1
            return None
        plain = self.relay.scratch.run(change, self.incoming, packet)
        if plain is None:
            self.relay.tally["in.not_theirs"] += 1
            return None
        self._ssrcs.add(ssrc)
        self.heard_at = now
        return plain

    def fault(self, what: str) -> None:
        """They broke a rule. It is counted, and too many end the session: theirs alone."""
        self.relay.tally[f"fault.{what}"] += 1
        now = self.relay.now()
        if now - self._faults_since > FAULT_SECONDS:
            self._faults, self._faults_since = 0, now
        self._faults += 1
        if self._faults > MOST_FAULTS:
            self.relay.let_go(self, "failed")

    # ── handshake

    def _shake_hands(self) -> None:
        remote = self._remote
        if remote is None:
            return
        relay = self.relay
        self._handshake = relay.handshakes.begin(
            self._send_dtls,
            remote.fingerprints,
            active=remote.active,
            first=self.first,
            done=self._shook_hands,
            ended=lambda: relay.let_go(self, "left"),
            broke=self._broke,
        )

    def _send_dtls(self, datagram: bytes) -> None:
        if (address := self.consent.address) is not None:
            self.relay.front.send(datagram, address)

    def _broke(self) -> None:
        """Begin another in the same session: somebody else may have written into this one."""
        if self.health is Health.GONE:
            return
        self.relay.tally["dtls.broken_off"] += 1
        self._tries += 1
        if self._tries >= MOST_TRIES or self._handshake is None:
            self._shook_hands(None)
            return
        self._handshake.end(told=False)
        self._handshake = None
        self._dtls_filter = DtlsFilter(active=self._dtls_filter.active)
        if self._dtls_filter.active:
            self._shake_hands()

    def _shook_hands(self, keys: Keys | None) -> None:
        if self.health is Health.GONE:
            return
        if keys is None:
            self.relay.tally["dtls.failed"] += 1
            self.relay.let_go(self, "failed")
            return
        self.keys, self._connected_at = keys, self.relay.now()
        self.incoming = srtp.handle(keys.incoming)
        self.health = Health.WELL
        self.relay.tally["dtls.done"] += 1
        self.consent.shake_hands(self._connected_at)
        self._set_out()
        self.connected()

    def _set_out(self) -> None:
        if self.keys is not None and (address := self.consent.address) is not None:
            self.destination = Destination(address, self.keys.outgoing, self.keys.tag)
            self.moved()

    def connected(self) -> None:
        """Keys are there; packets may flow."""

    def moved(self) -> None:
        """`destination` is another one than before."""

    # ── liveness

    def look_after(self, now: float) -> Health:
        """How they are, judged by their silence; changes are told to the subclass by health."""
        silent = now - self.heard_at
        if self.keys is None:
            if now - self.born_at > self._patience:
                self.relay.let_go(self, "failed")
        elif silent > FREE_SECONDS:
            self.relay.let_go(self, "gone")
        else:
            self._seek_consent(now)
            self.health = health_after(silent) if self.consent.may_send(now) else Health.STOPPED
            self._forget_handshake(now)
            self._judge(now)
        return self.health

    @property
    def _patience(self) -> float:
        """How long they may take until the next step of their way in."""
        if self.owes_answer:
            return ANSWER_SECONDS
        return BEGIN_SECONDS if self._handshake is None else CONNECT_SECONDS

    def _forget_handshake(self, now: float) -> None:
        """Half of the memory of a viewer is OpenSSL's; after the handshake only goodbye uses it, so
        that is prepared and kept instead."""
        settled = self.heard_at > self._connected_at and now - self._connected_at > KEEP_SECONDS
        if settled and not self.first and self._handshake is not None:
            self._farewell = self._handshake.end(told=False)
            self._handshake = None

    def _seek_consent(self, now: float) -> None:
        asked = self._doubted_at is not None and self.consent.may_send(now)
        address = self.consent.address
        if address is not None and (asked or self.consent.is_due(now)):
            self._ask(address, now)

    def _judge(self, now: float) -> None:
        doubted = self._doubted_at
        if doubted is None:
            return
        if self.heard_at > doubted:
            self._doubted_at = None
        elif now - doubted > (ASKED_SECONDS if self.consent.answers else DOUBT_SECONDS):
            self.relay.let_go(self, "left")

    def close(self) -> None:
        """Forget the peer everywhere, and tell it: now, and with its next check if that is lost."""
        self.health = Health.GONE
        front, farewell = self.relay.front, self._say_goodbye()
        front.forget(self)
        if (address := self.consent.address) is not None:
            ended = Ended(self.password, address, farewell)
            front.ended.add(self.ufrag, ended, self.relay.now())

    def _say_goodbye(self) -> Farewell:
        if self._handshake is not None:
            farewell = self._handshake.end(told=not self._waits_for_ever)
            return NOTHING_TO_SAY if self._waits_for_ever else farewell
        if self._farewell.record:
            self._send_dtls(self._farewell.record)
        return self._farewell

    @property
    def _waits_for_ever(self) -> bool:
        """FFmpeg 9, which lets us begin the handshake, stands still after any DTLS datagram that
        comes later, and never ends. Without one it ends when its checks are answered no more."""
        return self._remote is not None and self._remote.active


def credentials() -> tuple[str, bytes]:
    """An ICE name and password of ours; the password is the key of their checks."""
    ufrag, password = ice.credentials(secrets.token_bytes)
    return ufrag, password.encode()
