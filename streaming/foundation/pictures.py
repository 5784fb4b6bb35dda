"""Uploaded pictures: clean_picture() checks and redraws them, store/read/drop keep them.

Nothing of the uploaded file is kept: a child process (streaming/foundation/picture_process.py)
writes its pixels anew as WebP, which drops places, camera names, thumbnails and all other metadata.
One picture is drawn at a time in each process of the site; few wait.
"""

import json
import logging
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from prometheus_client import Counter

from .framing import Size
from .picture_process import LONGEST_SIDE
from .refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
PERSON_SIZES = {"full": (288, 288)}
# A picture takes a second or two, so the last of these waits for some ten seconds.
MOST_WAITING = 8
MOST_WAIT_SECONDS = 30
# The child's own limit is CPU time; on a busy machine that may take far longer by the clock.
MOST_SECONDS = 60
RETRY_AFTER_SECONDS = 10
log = logging.getLogger(__name__)
_COMMAND = [sys.executable, "-m", "streaming.foundation.picture_process"]

# streaming/site/health/metrics.py registers it.
turned_away = Counter(
    "footlights_pictures_turned_away", "Pictures refused because too many waited.", registry=None
)
_turn = threading.Lock()
_places = threading.BoundedSemaphore(1 + MOST_WAITING)


def clean_picture(
    upload: IO[bytes], sizes: Mapping[str, Size], framings: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """The picture in each size, as WebP without metadata; Refused when it is none. It fills a
    size unless `framings` names another way of streaming.foundation.framing for it."""
    content = _bytes_of(upload)
    with _one_at_a_time():
        return _redrawn(content, {"sizes": sizes, "framings": framings or {}})


def store_picture(drawn: dict[str, bytes]) -> uuid.UUID:
    """Keep every size under one new name."""
    name = uuid.uuid4()
    for size, content in drawn.items():
        default_storage.save(path_of(name, size), ContentFile(content))
    return name


def drop_picture(name: uuid.UUID | None, sizes: Mapping[str, Size]) -> None:
    """Remove every size of a picture; one that is gone already is no error."""
    for size in sizes if name else ():
        default_storage.delete(path_of(name, size))


def read_picture(name: uuid.UUID, size: str) -> bytes | None:
    """One size of a stored picture; None when the file is not there."""
    path = path_of(name, size)
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return file.read()


def stored_bytes(name: uuid.UUID, size: str) -> int | None:
    """How long the file of one size is; None when it is not there."""
    try:
        return default_storage.size(path_of(name, size))
    except FileNotFoundError:
        return None


def path_of(name: uuid.UUID | None, size: str) -> str:
    return f"pictures/{name}-{size}.webp"


def _bytes_of(upload: IO[bytes]) -> bytes:
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refused("picture.too_large", _("This picture is larger than 10 MB."))
    return content


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Wait for a turn. If too many wait, or it takes too long, refuse with a time to retry."""
    if not _places.acquire(blocking=False):
        raise _busy()
    try:
        if not _turn.acquire(timeout=MOST_WAIT_SECONDS):
            raise _busy()
        try:
            yield
        finally:
            _turn.release()
    finally:
        _places.release()


def _redrawn(content: bytes, wanted: Mapping[str, object]) -> dict[str, bytes]:
    job = json.dumps(wanted).encode() + b"\n" + content
    try:
        ended = subprocess.run(  # noqa: S603  our own program
            _COMMAND,
            input=job,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={},  # no secret of ours is within reach of a decoder
            cwd=settings.BASE_DIR,
            check=False,
        )
    except subprocess.TimeoutExpired as timeout:
        raise _too_costly() from timeout
    if ended.returncode:  # it ran into one of its limits
        log.warning(
            "A picture could not be drawn: %s", ended.stderr.decode(errors="replace")[-500:]
        )
        raise _too_costly()
    head, _newline, body = ended.stdout.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise _refused(said["refused"], _SENTENCES[said["refused"]](said["megapixels"]))
    return dict(_split(said["drawn"], body))


def _split(sizes: Mapping[str, int], body: bytes) -> Iterator[tuple[str, bytes]]:
    start = 0
    for name, length in sizes.items():
        yield name, body[start : start + length]
        start += length


_SENTENCES: dict[str, Callable[[int], str]] = {
    "picture.not_an_image": lambda _limit: _(
        "This file isn't a picture we can read. Send a JPEG, PNG, WebP or GIF."
    ),
    "picture.too_many_pixels": lambda limit: (
        _("A picture of this format may have %(count)d million pixels. Make it smaller.")
        % {"count": limit}
    ),
    "picture.too_long": lambda _limit: (
        _("A picture may be %(count)d pixels long at most. Make it smaller.")
        % {"count": LONGEST_SIDE}
    ),
}


def _too_costly() -> Refused:
    return _refused(
        "picture.too_costly",
        _("This picture takes too much work to read. Save it smaller, as JPEG, and send it again."),
    )


def _busy() -> Refused:
    turned_away.inc()
    return Refused(
        "picture.busy",
        _("Too many pictures came at once. Send yours again in a few seconds."),
        status=503,
        field="picture",
        retry_after=RETRY_AFTER_SECONDS,
    )


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, status=400, field="picture")
