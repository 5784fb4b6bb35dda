"""The style sheets of every page, joined into one file when static files are gathered.

The list is that of templates/_styles.html, tokens first: pages link the sheets one by one while
somebody edits them, and the one file everywhere else. A first visit asks for thirty things less.
"""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

JOINED = "css/joined.css"
LINKED = re.compile(r"{% static '(css/[^']+)' %}")


def listed() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "_styles.html"


def names() -> list[str]:
    """In the order of the page."""
    return LINKED.findall(listed().read_text())


def joined(read: Callable[[str], str]) -> str:
    return "\n".join(f"/* {name} */\n{read(name).strip()}\n" for name in names())
