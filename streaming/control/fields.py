"""Fields: what commands, answers and reports are made of, each with its bounds.

The bounds are far above what site and relay say; they keep a broken or hostile peer from filling
memory or columns. A field that is added later needs a default: then processes of this release and
of the one before understand each other (codec.py).
"""

import re
from typing import Annotated

from msgspec import Meta, Struct

LARGEST = 1 << 53  # what every JSON reader agrees about

# The uuid of a show, or the random name of a probe: 32 hex digits.
Stage = Annotated[str, Meta(max_length=64)]
# Random, and signed where it is a viewer's: 40 characters.
Session = Annotated[str, Meta(max_length=128)]
# The username of who performs: accounts allow 30 characters.
Part = Annotated[str, Meta(max_length=150)]
# The name of a person (60 characters), or of a relay (a column of 255).
Name = Annotated[str, Meta(max_length=255)]
# One run of a relay: a column of 64.
Boot = Annotated[str, Meta(max_length=64)]
# A rid of SDP, auto or audio; watching.py allows 32.
Layer = Annotated[str, Meta(max_length=64)]
# Why a session ends: one word of code.
Reason = Annotated[str, Meta(max_length=64)]
# SDP, a fragment of it, or an entity tag: the doors of the site read 64 KiB.
Text = Annotated[str, Meta(max_length=64 * 1024)]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
# People and places: integer columns.
Places = Annotated[int, Meta(ge=0, le=(1 << 31) - 1)]
# HTTP: only what refuses.
Status = Annotated[int, Meta(ge=400, le=599)]


def snake(name: str) -> str:
    """CloseStage reads close_stage on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Tagged(Struct, frozen=True, tag_field="type", tag=snake, omit_defaults=True):
    """A struct that says in `type` which one it is. What has its default is left out."""


def name_of(kind: type[Struct]) -> str:
    return str(kind.__struct_config__.tag)
