"""How staff see shows; one noun per file."""

from . import (  # noqa: F401  they register on import
    appearance,
    broadcast,
    cast,
    invitation,
    letter,
    mute,
    presence,
    relay_run,
    reminder,
    removal,
    seat,
    seat_wish,
    show,
    stream_key,
    tag,
)
