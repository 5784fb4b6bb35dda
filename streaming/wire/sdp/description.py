"""Sdp: a session description, offer or answer (RFC 8866, RFC 8829), as values.

Only what a relay has a use for is kept; `str` writes a description that browsers accept.
"""

from dataclasses import dataclass, field

DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")


@dataclass(slots=True)
class CodecLine:
    """One payload type of a media and everything said of it."""

    payload_type: int
    name: str
    clock_rate: int
    channels: int = 1
    parameters: dict[str, str] = field(default_factory=dict)  # keys in lower case
    feedback: set[str] = field(default_factory=set)  # "nack", "nack pli", "goog-remb"

    def lines(self) -> list[str]:
        number = self.payload_type
        channels = f"/{self.channels}" if self.channels > 1 else ""
        written = [f"a=rtpmap:{number} {self.name}/{self.clock_rate}{channels}"]
        if self.parameters:
            pairs = (f"{key}={value}" if value else key for key, value in self.parameters.items())
            written.append(f"a=fmtp:{number} {';'.join(pairs)}")
        return written + [f"a=rtcp-fb:{number} {kind}" for kind in sorted(self.feedback)]


@dataclass(slots=True)
class Media:
    """One m-line and what belongs to it."""

    kind: str
    port: int = 9
    protocol: str = "UDP/TLS/RTP/SAVPF"
    formats: list[str] = field(default_factory=list)
    mid: str = ""
    direction: str = "sendrecv"
    codecs: list[CodecLine] = field(default_factory=list)
    extensions: dict[int, str] = field(default_factory=dict)  # number -> URI
    ssrcs: dict[int, dict[str, str]] = field(default_factory=dict)  # ssrc -> its attributes
    ssrc_groups: list[tuple[str, list[int]]] = field(default_factory=list)  # ("FID", [1, 2])
    msid: str = ""  # "stream track"
    rids: list[tuple[str, str]] = field(default_factory=list)  # ("high", "send")
    simulcast_send: list[str] = field(default_factory=list)  # the first choice of each layer
    simulcast_recv: list[str] = field(default_factory=list)
    ice_ufrag: str = ""
    ice_pwd: str = ""
    ice_options: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)  # ("sha-256", "AB:CD:…")
    setup: str = ""
    rtcp_mux: bool = False
    rtcp_mux_only: bool = False
    rtcp_rsize: bool = False
    bundle_only: bool = False
    candidates: list[str] = field(default_factory=list)  # what follows "a=candidate:"
    end_of_candidates: bool = False

    @property
    def rejected(self) -> bool:
        return self.port == 0 and not self.bundle_only

    def codec(self, payload_type: int) -> CodecLine | None:
        return next((line for line in self.codecs if line.payload_type == payload_type), None)

    def lines(self) -> list[str]:
        formats = self.formats or [str(line.payload_type) for line in self.codecs] or ["0"]
        written = [f"m={self.kind} {self.port} {self.protocol} {' '.join(formats)}"]
        written.append("c=IN IP4 0.0.0.0")
        written += self._transport_lines()
        if self.kind != "application":
            written.append(f"a={self.direction}")
        written += self._named("msid", self.msid)
        written += self._flags()
        written += [f"a=extmap:{number} {uri}" for number, uri in self.extensions.items()]
        for line in self.codecs:
            written += line.lines()
        return written + self._source_lines()

    def _transport_lines(self) -> list[str]:
        written = self._named("mid", self.mid)
        written += self._named("ice-ufrag", self.ice_ufrag) + self._named("ice-pwd", self.ice_pwd)
        written += self._named("ice-options", self.ice_options)
        written += [f"a=fingerprint:{name} {value}" for name, value in self.fingerprints]
        written += self._named("setup", self.setup)
        written += [f"a=candidate:{candidate}" for candidate in self.candidates]
        return written + (["a=end-of-candidates"] if self.end_of_candidates else [])

    def _flags(self) -> list[str]:
        flags = {
            "rtcp-mux": self.rtcp_mux,
            "rtcp-mux-only": self.rtcp_mux_only,
            "rtcp-rsize": self.rtcp_rsize,
            "bundle-only": self.bundle_only,
        }
        return [f"a={name}" for name, said in flags.items() if said]

    def _source_lines(self) -> list[str]:
        written = [f"a=rid:{rid} {direction}" for rid, direction in self.rids]
        layers = [("send", self.simulcast_send), ("recv", self.simulcast_recv)]
        if said := " ".join(f"{way} {';'.join(rids)}" for way, rids in layers if rids):
            written.append(f"a=simulcast:{said}")
        for semantics, ssrcs in self.ssrc_groups:
            written.append(f"a=ssrc-group:{semantics} {' '.join(map(str, ssrcs))}")
        for ssrc, attributes in self.ssrcs.items():
            for name, value in attributes.items():
                written.append(
                    f"a=ssrc:{ssrc} {name}:{value}" if value else f"a=ssrc:{ssrc} {name}"
                )
        return written

    @staticmethod
    def _named(name: str, value: str) -> list[str]:
        return [f"a={name}:{value}"] if value else []


@dataclass(slots=True)
class Sdp:
    origin: str = "- 0 0 IN IP4 0.0.0.0"
    name: str = "-"
    bundle: list[str] = field(default_factory=list)  # the mids that share one transport
    ice_lite: bool = False
    attributes: list[tuple[str, str]] = field(default_factory=list)  # all others of the session
    media: list[Media] = field(default_factory=list)

    def __str__(self) -> str:
        lines = ["v=0", f"o={self.origin}", f"s={self.name}", "t=0 0"]
        if self.bundle:
            lines.append(f"a=group:BUNDLE {' '.join(self.bundle)}")
        if self.ice_lite:
            lines.append("a=ice-lite")
        lines += [f"a={name}:{value}" if value else f"a={name}" for name, value in self.attributes]
        for media in self.media:
            lines += media.lines()
        return "\r\n".join(lines) + "\r\n"
