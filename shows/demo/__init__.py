"""A house full of life to look at: fill() and clear(). None of these people exist."""

from .build import clear, fill, is_of_demo

__all__ = ["clear", "fill", "is_of_demo"]
