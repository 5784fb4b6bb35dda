"""parse(): a whole session description, its media, and what they inherit from the session."""

from collections.abc import Iterable

from ..errors import Malformed
from .attributes import Unfinished
from .description import CodecLine, Media, Sdp
from .lines import lines_of, media_of, number_of

MOST_MEDIA = 32
# Chromium says 200 lines of one video with all its codecs; 512 leaves room for candidates.
MOST_LINES = 512
_STATIC = {0: "PCMU", 8: "PCMA", 9: "G722"}  # payload types that need no rtpmap
# Attributes that may stand in the session for all its media.
_INHERITED = {"ice-ufrag", "ice-pwd", "ice-options", "fingerprint", "setup", "extmap"}
_INHERITED |= {"sendrecv", "sendonly", "recvonly", "inactive"}


def parse(text: str) -> Sdp:
    session, *rest = _sections(lines_of(text))
    if session[:1] != [("v", "0")]:
        raise Malformed("The SDP does not begin with v=0.")
    sdp = Sdp()
    shared = Unfinished(Media(""))
    for letter, value in session:
        _read_session_line(sdp, shared, letter, value)
    sdp.media = [_read_media(section, shared) for section in rest]
    mids = [media.mid for media in sdp.media if media.mid]
    if len(set(mids)) < len(mids):
        raise Malformed("The SDP has two media of the same mid.")
    return sdp


def _sections(lines: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The lines of the session, then those of each media."""
    sections: list[list[tuple[str, str]]] = [[]]
    for letter, value in lines:
        if letter == "m":
            sections.append([])
        sections[-1].append((letter, value))
        if len(sections[-1]) > MOST_LINES:
            raise Malformed(f"The SDP has more than {MOST_LINES} lines for one media.")
        if len(sections) > MOST_MEDIA + 1:
            raise Malformed(f"The SDP has more than {MOST_MEDIA} media.")
    return sections


def _read_session_line(sdp: Sdp, shared: Unfinished, letter: str, value: str) -> None:
    if letter == "o":
        sdp.origin = value
    elif letter == "s":
        sdp.name = value
    if letter != "a":
        return
    name, _, said = value.partition(":")
    if name in _INHERITED:
        shared.read(name, said)
    elif name == "ice-lite":
        sdp.ice_lite = True
    elif name == "group" and said.split()[:1] == ["BUNDLE"]:
        sdp.bundle = sdp.bundle or said.split()[1:]
    else:
        sdp.attributes.append((name, said))


def _read_media(section: list[tuple[str, str]], shared: Unfinished) -> Media:
    kind, port, protocol, formats = media_of(section[0][1])
    unfinished = Unfinished(Media(kind, port, protocol, formats))
    for letter, value in section[1:]:
        if letter == "a":
            name, _, said = value.partition(":")
            unfinished.read(name, said)
    if "RTP" in protocol:
        _add_static(unfinished)
    return _inherit(unfinished, shared)


def _add_static(unfinished: Unfinished) -> None:
    for written in unfinished.media.formats:
        number = number_of(written, 127, "payload type")
        if number in _STATIC:
            unfinished.codecs.setdefault(number, CodecLine(number, _STATIC[number], 8000))


def _inherit(unfinished: Unfinished, shared: Unfinished) -> Media:
    media, given = unfinished.finished(), shared.media
    if not media.ice_ufrag and not media.ice_pwd:
        media.ice_ufrag, media.ice_pwd = given.ice_ufrag, given.ice_pwd
    media.ice_options = media.ice_options or given.ice_options
    media.fingerprints = media.fingerprints or list(given.fingerprints)
    media.setup = media.setup or given.setup
    media.extensions = given.extensions | media.extensions
    media.direction = unfinished.direction or shared.direction or "sendrecv"
    return media
