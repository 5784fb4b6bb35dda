"""How staff see people; one noun per file."""

from . import (  # noqa: F401  they register on import
    audit,
    follow,
    house_page,
    report,
    suspension,
    token,
    user,
)
