"""How staff see people; one noun per file."""

from . import audit, follow, report, suspension, token, user  # noqa: F401  they register on import
