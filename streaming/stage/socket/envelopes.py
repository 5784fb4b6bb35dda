"""What may be asked on the socket of a show; docs/protocol.md describes each. Pure."""

import re

from streaming.foundation.sockets.envelopes import Reader, is_flag, is_name, is_text

LONGEST_SDP, LONGEST_PART = 64 * 1024, 150
ETAG = re.compile(r"[\x21\x23-\x7e]{1,128}")


def _is_sdp(value: object) -> bool:
    return is_text(value, LONGEST_SDP)


def _is_etag(value: object) -> bool:
    return value is None or (isinstance(value, str) and ETAG.fullmatch(value) is not None)


def _is_part(value: object) -> bool:
    return is_text(value, LONGEST_PART)


KINDS = {
    "sdp": _is_sdp,
    "fragment": _is_sdp,
    "session": is_name,
    "instead_of": is_name,
    "layer": is_name,
    "etag": _is_etag,
    "part": _is_part,
    "muted": is_flag,
    "take_over": is_flag,
    "early": is_flag,
}
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "watch": (("sdp",), ("layer", "instead_of")),
    "perform": (("sdp",), ("take_over",)),
    "probe": (("sdp",), ()),
    "candidates": (("session", "etag", "fragment"), ()),
    "choose": (("session", "layer"), ()),
    "refresh": (("session",), ()),
    "attend": (("session",), ()),
    "leave": (("session",), ()),
    "show.go_live": ((), ("early",)),
    "show.take_back": ((), ()),
    "show.keep_waiting": ((), ()),
    "show.reopen": ((), ()),
    "show.pause": ((), ()),
    "show.resume": ((), ()),
    "show.end": ((), ()),
    "part.mute": (("part", "muted"), ()),
    "part.remove": (("part",), ()),
    "part.restore": (("part",), ()),
    "ping": ((), ()),
}
read = Reader(FIELDS, KINDS)
