"""SDP attributes (a-lines) of a media section, checked and stored.

Attributes that are not listed here are skipped. What is listed is checked so strictly that it can
be written into an answer as it is.
"""

import re
from collections.abc import Callable

from ..errors import Malformed
from .description import DIRECTIONS, CodecLine, Media
from .lines import match_of, number_of

SSRC_MOST = 0xFFFFFFFF
_TOKEN = re.compile(r"[!-~]{1,64}")
_RTPMAP = re.compile(r"([0-9]{1,3}) ([\w.+-]{1,32})/([0-9]{1,6})(?:/([0-9]{1,3}))?", re.ASCII)
_FORMAT = re.compile(r"([0-9]{1,3}) (.+)")
_FEEDBACK = re.compile(r"([0-9]{1,3}|\*) ([!-~]+(?: [!-~]+)*)")
_EXTMAP = re.compile(r"([0-9]{1,3})(?:/[a-z]+)? ([!-~]{1,256})(?: .*)?")
_SSRC = re.compile(r"([0-9]{1,10}) ([\w-]{1,32})(?::(.*))?", re.ASCII)
_GROUP = re.compile(r"([\w-]{1,16})((?: [0-9]{1,10})+)", re.ASCII)
_MSID = re.compile(r"[!-~]{1,128}(?: [!-~]{1,128})?")
_RID = re.compile(r"([\w-]{1,16}) (send|recv)(?: .*)?", re.ASCII)
_UFRAG = re.compile(r"[!-9;-~]{4,256}")  # no colon: it divides the two names of a check
_PWD = re.compile(r"[!-~]{22,256}")
_OPTIONS = re.compile(r"[!-~]+(?: [!-~]+)*")
_FINGERPRINT = re.compile(r"([\w-]{1,16}) +([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){15,63})", re.ASCII)
_SETUP = re.compile(r"active|passive|actpass|holdconn")
_CANDIDATE = re.compile(r"[!-~]+(?: [!-~]+){4,}")


class Unfinished:
    """A media while its lines are read: what is said of a payload type may stand before it."""

    def __init__(self, media: Media) -> None:
        self.media = media
        self.codecs: dict[int, CodecLine] = {}
        self.parameters: dict[int, dict[str, str]] = {}
        self.feedback: dict[int | None, set[str]] = {}  # None: of all payload types
        self.direction = ""

    def read(self, name: str, value: str) -> None:
        if name in DIRECTIONS:
            self.direction = name
        elif reader := _READERS.get(name):
            reader(self, value)

    def finished(self) -> Media:
        """The media, with its codecs in the order of preference that its m-line has."""
        for written in self.media.formats:
            number = int(written) if written.isascii() and written.isdigit() else -1
            if (line := self.codecs.pop(number, None)) is None:
                continue
            line.parameters = self.parameters.get(number, {})
            line.feedback = self.feedback.get(number, set()) | self.feedback.get(None, set())
            self.media.codecs.append(line)
        self.media.simulcast_send = self._known(self.media.simulcast_send, "send")
        self.media.simulcast_recv = self._known(self.media.simulcast_recv, "recv")
        return self.media

    def _known(self, rids: list[str], way: str) -> list[str]:
        known = {rid for rid, direction in self.media.rids if direction == way}
        return [rid for rid in rids if rid in known]


def _payload_type(value: str) -> int:
    return number_of(value, 127, "payload type")


def _rtpmap(to: Unfinished, value: str) -> None:
    found = match_of(_RTPMAP, value.rstrip("/"), "rtpmap")
    number = _payload_type(found[1])
    if number in to.codecs:
        raise Malformed(f"The SDP has two rtpmap lines for payload type {number}.")
    to.codecs[number] = CodecLine(number, found[2], int(found[3]), int(found[4] or 1))


def _fmtp(to: Unfinished, value: str) -> None:
    found = match_of(_FORMAT, value, "fmtp")
    parameters = to.parameters.setdefault(_payload_type(found[1]), {})
    for pair in found[2].split(";"):
        key, _, said = pair.strip().partition("=")
        if key.strip():
            parameters[key.strip().lower()] = said.strip()


def _rtcp_fb(to: Unfinished, value: str) -> None:
    found = match_of(_FEEDBACK, value.rstrip(), "rtcp-fb")
    number = None if found[1] == "*" else _payload_type(found[1])
    to.feedback.setdefault(number, set()).add(found[2])


def _extmap(to: Unfinished, value: str) -> None:
    found = match_of(_EXTMAP, value, "extmap")
    number = number_of(found[1], 255, "header extension")
    if number == 0 or number in to.media.extensions:
        raise Malformed("The SDP numbers a header extension 0, or two of them alike.")
    to.media.extensions[number] = found[2]


def _ssrc(to: Unfinished, value: str) -> None:
    found = match_of(_SSRC, value, "ssrc")
    attributes = to.media.ssrcs.setdefault(number_of(found[1], SSRC_MOST, "SSRC"), {})
    attributes[found[2]] = (found[3] or "").strip()


def _ssrc_group(to: Unfinished, value: str) -> None:
    found = match_of(_GROUP, value.strip(), "ssrc-group")
    ssrcs = [number_of(ssrc, SSRC_MOST, "SSRC") for ssrc in found[2].split()]
    to.media.ssrc_groups.append((found[1], ssrcs))


def _msid(to: Unfinished, value: str) -> None:
    to.media.msid = to.media.msid or match_of(_MSID, value.strip(), "msid")[0]


def _rid(to: Unfinished, value: str) -> None:
    found = match_of(_RID, value, "rid")
    if found[1] in dict(to.media.rids):
        raise Malformed(f"The SDP has two rid lines for {found[1]}.")
    to.media.rids.append((found[1], found[2]))


def _simulcast(to: Unfinished, value: str) -> None:
    words = value.split()
    if len(words) not in (2, 4) or not set(words[::2]) <= {"send", "recv"}:
        raise Malformed("The SDP has a broken simulcast line.")
    for way, layers in zip(words[::2], words[1::2], strict=True):
        rids = [layer.split(",")[0].removeprefix("~") for layer in layers.split(";")]
        if way == "send":
            to.media.simulcast_send = rids
        else:
            to.media.simulcast_recv = rids


def _fingerprint(to: Unfinished, value: str) -> None:
    found = match_of(_FINGERPRINT, value.strip(), "fingerprint")
    to.media.fingerprints.append((found[1].lower(), found[2].upper()))


def _candidate(to: Unfinished, value: str) -> None:
    to.media.candidates.append(match_of(_CANDIDATE, value.rstrip(), "candidate")[0])


def _text(field: str, pattern: re.Pattern[str]) -> Callable[[Unfinished, str], None]:
    def read(to: Unfinished, value: str) -> None:
        setattr(to.media, field, match_of(pattern, value.strip(), field.replace("_", "-"))[0])

    return read


def _flag(field: str) -> Callable[[Unfinished, str], None]:
    def read(to: Unfinished, value: str) -> None:
        setattr(to.media, field, True)

    return read


_READERS: dict[str, Callable[[Unfinished, str], None]] = {
    "rtpmap": _rtpmap,
    "fmtp": _fmtp,
    "rtcp-fb": _rtcp_fb,
    "extmap": _extmap,
    "ssrc": _ssrc,
    "ssrc-group": _ssrc_group,
    "msid": _msid,
    "rid": _rid,
    "simulcast": _simulcast,
    "fingerprint": _fingerprint,
    "candidate": _candidate,
    "mid": _text("mid", _TOKEN),
    "ice-ufrag": _text("ice_ufrag", _UFRAG),
    "ice-pwd": _text("ice_pwd", _PWD),
    "ice-options": _text("ice_options", _OPTIONS),
    "setup": _text("setup", _SETUP),
    "rtcp-mux": _flag("rtcp_mux"),
    "rtcp-mux-only": _flag("rtcp_mux_only"),
    "rtcp-rsize": _flag("rtcp_rsize"),
    "bundle-only": _flag("bundle_only"),
    "end-of-candidates": _flag("end_of_candidates"),
}
