"""What a poll asks: options_of(), cleaned and counted. Pure."""

from collections.abc import Iterable

from . import refusals
from .text import cleaned

FEWEST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION = 2, 6, 80


def options_of(given: Iterable[str]) -> list[str]:
    options = [cleaned(option) for option in given]
    right = FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS and len(set(options)) == len(options)
    if not right or not all(0 < len(option) <= LONGEST_OPTION for option in options):
        raise refusals.bad_options()
    return options
