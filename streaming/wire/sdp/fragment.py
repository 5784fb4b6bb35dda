"""Fragment: an SDP fragment with ICE candidates or credentials that come later (RFC 8840).

Its type is application/trickle-ice-sdpfrag. It names one pair of ICE credentials
for all media of a bundle; a second pair is refused.
"""

from dataclasses import dataclass, field

from ..errors import Malformed
from .attributes import Unfinished
from .description import Media
from .lines import lines_of, media_of

MOST_LINES = 512
_READ = {"ice-ufrag", "ice-pwd", "candidate", "end-of-candidates", "mid", "ice-options"}


@dataclass(slots=True)
class Fragment:
    ufrag: str = ""
    pwd: str = ""
    candidates: list[str] = field(default_factory=list)  # what follows "a=candidate:"
    end_of_candidates: bool = False
    mids: list[str] = field(default_factory=list)
    ice_lite: bool = False

    def __str__(self) -> str:
        lines = ["a=ice-lite"] if self.ice_lite else []
        if self.mids:
            lines.append(f"a=group:BUNDLE {' '.join(self.mids)}")
            # The m-line only introduces its mid; RFC 8840 wants these fixed values in it.
            lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 0", f"a=mid:{self.mids[0]}"]
        if self.ufrag:
            lines += [f"a=ice-ufrag:{self.ufrag}", f"a=ice-pwd:{self.pwd}"]
        lines += [f"a=candidate:{candidate}" for candidate in self.candidates]
        if self.end_of_candidates:
            lines.append("a=end-of-candidates")
        return "\r\n".join(lines) + "\r\n"


def parse_fragment(text: str) -> Fragment:
    fragment = Fragment()
    bundle: list[str] = []
    section = Unfinished(Media(""))
    for count, (letter, value) in enumerate(lines_of(text)):
        if count >= MOST_LINES:
            raise Malformed(f"The fragment has more than {MOST_LINES} lines.")
        if letter == "m":
            media_of(value)
            _gather(fragment, section.media)
            section = Unfinished(Media(""))
        if letter != "a":
            continue
        name, _, said = value.partition(":")
        if name in _READ:
            section.read(name, said)
        elif name == "ice-lite":
            fragment.ice_lite = True
        elif name == "group" and said.split()[:1] == ["BUNDLE"]:
            bundle = said.split()[1:]
    _gather(fragment, section.media)
    fragment.mids = bundle or fragment.mids
    return fragment


def _gather(fragment: Fragment, media: Media) -> None:
    """What one section said, added to what the sections before it said."""
    if bool(media.ice_ufrag) != bool(media.ice_pwd):
        raise Malformed("The fragment has half of a pair of ICE credentials.")
    if media.ice_ufrag:
        if fragment.ufrag and (fragment.ufrag, fragment.pwd) != (media.ice_ufrag, media.ice_pwd):
            raise Malformed("The fragment has two pairs of ICE credentials.")
        fragment.ufrag, fragment.pwd = media.ice_ufrag, media.ice_pwd
    fragment.candidates += media.candidates
    fragment.end_of_candidates |= media.end_of_candidates
    if media.mid and media.mid not in fragment.mids:
        fragment.mids.append(media.mid)
