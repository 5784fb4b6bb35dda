"""Malformed: the only thing that a parser of this room raises, whatever bytes it is given."""


class Malformed(ValueError):
    """These bytes are not what they should be; the sentence says why."""
