"""Uploaded pictures: clean_picture() checks and redraws them, store/open/drop keep them.

Nothing of the file that was sent is kept: its pixels are drawn afresh as WebP, so that places,
camera names, thumbnails and whatever else hides in a picture end here.
"""

import io
import uuid
import warnings
from collections.abc import Callable, Mapping
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .framing import Size, fill
from .refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")

PERSON_SIZES = {"full": (288, 288)}
Way = Callable[[Image.Image, Size], Image.Image]

# Whatever Pillow says of a broken file; each of its formats has errors of its own.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError)


def clean_picture(
    upload: IO[bytes], sizes: Mapping[str, Size], ways: Mapping[str, Way] | None = None
) -> dict[str, bytes]:
    """The picture in each size, as WebP without metadata; Refused when it is none. It fills a
    size unless `ways` names another way of accounts.framing for it."""
    picture = _opened(_bytes_of(upload))
    chosen = ways or {}
    return {name: _webp(chosen.get(name, fill)(picture, size)) for name, size in sizes.items()}


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


def _opened(content: bytes) -> Image.Image:
    """Ask the header for size and kind before a single pixel is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            _check_pixels(picture)
            picture.verify()
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            picture.seek(0)
            picture.load()
            return ImageOps.exif_transpose(picture).convert(_mode(picture))
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except _BROKEN as broken:
        raise _refused(
            "picture.not_an_image",
            _("This file is not a picture we can read. Send a JPEG, PNG, WebP or GIF."),
        ) from broken


def _check_pixels(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _mode(picture: Image.Image) -> str:
    sees_through = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if sees_through else "RGB"


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _too_many_pixels() -> Refused:
    return _refused(
        "picture.too_many_pixels",
        _("This picture has more than 40 million pixels. Make it smaller."),
    )


def _refused(code: str, sentence: str) -> Refused:
    return Refused(code, sentence, status=400, field="picture")
