"""How staff see shows; one noun per file."""

from . import (  # noqa: F401  they register on import
    broadcast,
    cast,
    invitation,
    letter,
    reminder,
    seat,
    show,
    stream_key,
    tag,
)
