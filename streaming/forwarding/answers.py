"""Answer: what is said back to any offer, line for line: our transport, and what we accept.

The relay is ICE-lite with all its candidates known, one transport for all media (BUNDLE), RTCP on
the same port, and the DTLS server unless the other side insists on being that.
"""

from dataclasses import dataclass
from hashlib import sha256

from streaming.wire.sdp import CodecLine, Media, Sdp

from .refusal import Refusal

KINDS = ("audio", "video")
STRONG = ("sha-256", "sha-384", "sha-512")
HIGHEST_NUMBER = 14  # of a header extension in the one-byte form, which everybody reads


@dataclass(frozen=True, slots=True)
class LocalTransport:
    ufrag: str
    pwd: str
    fingerprint: str  # "sha-256 AB:CD:…"
    addresses: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RemoteTransport:
    ufrag: str
    pwd: str
    fingerprints: tuple[tuple[str, str], ...]  # ("sha-256", "AB:CD:…")
    active: bool  # whether we begin the DTLS handshake


def malformed(sentence: str) -> Refusal:
    return Refusal("sdp.malformed", sentence, 422)


def remote_transport(said: Sdp, used: list[Media], what: str = "offer") -> RemoteTransport:
    """The one transport of all media that are used; a Refusal when it cannot be that. `what`: an
    offer of theirs, or their answer to ours."""
    first = used[0]
    if len(used) > 1 and not all(media.mid and media.mid in said.bundle for media in used):
        raise malformed(f"The {what} has to put all its tracks on one transport (group:BUNDLE).")
    if any(not media.rtcp_mux for media in used):
        raise malformed(f"The {what} has to send RTCP on the port of its media (rtcp-mux).")
    if not first.ice_ufrag or not first.ice_pwd:
        raise malformed(f"The {what} has no ICE credentials (ice-ufrag and ice-pwd).")
    fingerprints = tuple(pair for pair in first.fingerprints if pair[0] in STRONG)
    if not fingerprints:
        raise malformed(f"The {what} has no certificate fingerprint of SHA-256 or better.")
    if first.setup == "holdconn":
        raise malformed(f"The {what} holds its connection back (setup:holdconn).")
    return RemoteTransport(
        first.ice_ufrag, first.ice_pwd, fingerprints, active=first.setup == "passive"
    )


def answer_text(offer: Sdp, answers: list[Media], local: LocalTransport, active: bool) -> str:
    """The whole answer; the transport is as bundled as in the offer."""
    mixed = [pair for pair in offer.attributes if pair[0] == "extmap-allow-mixed"][:1]
    ours = description(answers, local, "active" if active else "passive")
    ours.bundle = [mid for mid in ours.bundle if mid in offer.bundle]
    ours.attributes = [*mixed, *ours.attributes]
    return str(ours)


def description(ours: list[Media], local: LocalTransport, setup: str) -> Sdp:
    """What we say of these media; those with a port get our transport.

    Each names our candidates: RFC 8843 asks that of the first alone, aiortc reads the last.
    """
    mids: list[str] = []
    for media in ours:
        if media.port == 0:
            continue
        media.ice_ufrag, media.ice_pwd = local.ufrag, local.pwd
        algorithm, _, value = local.fingerprint.partition(" ")
        media.fingerprints = [(algorithm, value)]
        media.setup = setup
        # RFC 9725 section 4.4.1 wants both, though RFC 8858 knows the second in offers alone.
        media.rtcp_mux = media.rtcp_mux_only = True
        media.candidates = candidates(local.addresses)
        media.end_of_candidates = True
        mids.append(media.mid)
    session = int.from_bytes(sha256(local.ufrag.encode()).digest()[:7], "big")
    return Sdp(
        origin=f"- {session} 2 IN IP4 127.0.0.1",
        bundle=mids,
        ice_lite=True,
        attributes=[("msid-semantic", "WMS *")],
        media=ours,
    )


def candidates(addresses: tuple[tuple[str, int], ...]) -> list[str]:
    """Host candidates, the first address preferred, as they follow `a=candidate:`."""
    return [
        f"{index + 1} 1 udp {126 << 24 | (65535 - index) << 8 | 255} {address} {port} typ host"
        for index, (address, port) in enumerate(addresses)
    ]


def accepted(media: Media, direction: str, lines: list[CodecLine]) -> Media:
    return Media(
        kind=media.kind,
        protocol=media.protocol,
        mid=media.mid,
        direction=direction,
        codecs=lines,
        rtcp_rsize=media.rtcp_rsize,
    )


def rejected(media: Media) -> Media:
    return Media(
        kind=media.kind,
        port=0,
        protocol=media.protocol,
        formats=media.formats[:1],
        mid=media.mid,
        direction="inactive",
    )


def idle(offer: Sdp, media: Media) -> Media:
    """OutgoingPacket for later if that costs nothing: on the common transport; else rejected."""
    if media.rejected or not media.codecs or media.kind not in KINDS:
        return rejected(media)
    if not media.mid or media.mid not in offer.bundle:
        return rejected(media)
    line = media.codecs[0]
    return accepted(
        media, "inactive", [CodecLine(line.payload_type, line.name, line.clock_rate, line.channels)]
    )


def answered_line(line: CodecLine, feedback: frozenset[str], names: frozenset[str]) -> CodecLine:
    """A codec as we accept it: its own parameters of these names, and the feedback we know."""
    return CodecLine(
        line.payload_type,
        line.name,
        line.clock_rate,
        line.channels,
        {key: value for key, value in line.parameters.items() if key in names},
        set(line.feedback & feedback),
    )


def rtx_line(media: Media, payload_type: int) -> CodecLine | None:
    """The RTX of this payload type, as it is to be answered."""
    for line in media.codecs:
        if line.name.lower() == "rtx" and line.parameters.get("apt") == str(payload_type):
            return CodecLine(
                line.payload_type, line.name, line.clock_rate, 1, {"apt": str(payload_type)}
            )
    return None


def red_line(media: Media, payload_type: int) -> CodecLine | None:
    """What carries several packets of this payload type in one (RFC 2198), as it is answered."""
    said = f"{payload_type}/{payload_type}"
    for line in media.codecs:
        if line.name.lower() == "red" and said in line.parameters:
            return CodecLine(
                line.payload_type, line.name, line.clock_rate, line.channels, {said: ""}
            )
    return None
