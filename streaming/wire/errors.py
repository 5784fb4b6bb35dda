"""Malformed: the only exception that a parser of streaming.wire raises, whatever bytes it reads."""


class Malformed(ValueError):
    """These bytes are not what they should be; the sentence says why."""
