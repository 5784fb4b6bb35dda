"""Sdp: offers, answers and their fragments. Whatever is wrong with one is said as a sentence."""

from .description import CodecLine, Media, Sdp
from .fragment import Fragment, parse_fragment
from .reading import parse

__all__ = ["CodecLine", "Fragment", "Media", "Sdp", "parse", "parse_fragment"]
