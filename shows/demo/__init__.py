"""A house full of life to look at: fill() and clear(). None of these people exist."""

from .build import audience, clear, fill, is_of_demo, played
from .chatter import chatter

__all__ = ["audience", "chatter", "clear", "fill", "is_of_demo", "played"]
