"""The picture of a show: set_poster() copy_poster() remove_poster().

Files are written under a new name before the row points at them, and the old ones go after the
commit: a show always has a whole poster, or none.
"""

from typing import IO
from uuid import UUID

from django.db import transaction

from streaming.foundation.pictures import clean_picture, drop_picture, read_picture, store_picture

from ..locking import lock_show
from ..models import Show

SIZES = {"card": (640, 853), "full": (1600, 1600), "stage": (1600, 900)}
# How the picture meets each size, by streaming.foundation.framing.
FRAMINGS = {"card": "framed", "full": "whole", "stage": "framed"}


def clean_poster(upload: IO[bytes]) -> dict[str, bytes]:
    """Every size, drawn afresh; Refused when it is not a picture we can read."""
    return clean_picture(upload, SIZES, FRAMINGS)


def set_poster(show: Show, upload: IO[bytes]) -> None:
    keep_poster(show, clean_poster(upload))


def keep_poster(show: Show, drawn: dict[str, bytes]) -> None:
    """Hang a poster that clean_poster() has drawn."""
    new = store_picture(drawn)
    try:
        _hang(show, new)
    except BaseException:
        drop_picture(new, SIZES)
        raise


def remove_poster(show: Show) -> None:
    """Take the picture down; the show has its typographic poster again."""
    if show.poster:
        _hang(show, None)


def copy_poster(show: Show, copy: Show) -> None:
    """The same picture for another show, in files of its own."""
    if show.poster is None:
        return
    drawn = {size: read_picture(show.poster, size) for size in SIZES}
    if all(drawn.values()):
        keep_poster(copy, {size: content for size, content in drawn.items() if content})


def drop_poster(show: Show) -> None:
    """Remove the files of a show that goes away with this transaction."""
    old = show.poster
    if old:
        transaction.on_commit(lambda: drop_picture(old, SIZES))


@transaction.atomic
def _hang(show: Show, new: UUID | None) -> None:
    locked = lock_show(show)
    drop_poster(locked)
    show.poster = new
    show.save(update_fields=["poster", "changed_at"])
