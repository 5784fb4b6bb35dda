"""SDP: offers, answers and ICE fragments, parsed and written; errors are sentences for people."""

from .description import CodecLine, Media, Sdp
from .fragment import Fragment, parse_fragment
from .reading import parse

__all__ = ["CodecLine", "Fragment", "Media", "Sdp", "parse", "parse_fragment"]
