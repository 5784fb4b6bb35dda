"""The child process that decodes an uploaded picture and writes it anew as WebP.

Decoding untrusted bytes can take any amount of memory and time, and decoders have security holes.
So streaming/foundation/pictures.py runs this file as a child process. It limits its own memory and
CPU time before it reads the picture, and it has no Django, no settings and no secrets.

Standard input: one line of JSON, {"sizes": {name: [width, height]}, "framings": {name: framing}},
then the bytes of the file. Standard output: one line of JSON, then the drawn pictures in turn.
The line is {"drawn": {name: number of bytes}}, or {"refused": code, "megapixels": limit}.
"""

import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Mapping

from PIL import Image, ImageOps

from streaming.foundation.framing import FRAMINGS, Size

# How many million pixels each format may have. A JPEG is reduced while it is decoded; the others
# come whole, at four bytes a pixel, and a WebP needs five such canvases meanwhile.
MEGAPIXELS = {"JPEG": 60, "PNG": 25, "GIF": 25, "WEBP": 16}
LONGEST_SIDE = 12_000
# The costliest accepted picture was measured at 394 MB, the interpreter included.
MOST_MEMORY = 768 * 1024 * 1024
# The costliest accepted picture takes 2 s; a slow machine may need some more.
MOST_CPU_SECONDS = 15
# Pages and shows go first, but on a busy machine a picture must still come to its turn.
NICE = 5

# What Pillow raises for a broken file; each of its formats has errors of its own.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError)


class Unacceptable(Exception):
    """The picture is refused; the code is that of docs/api.md."""

    def __init__(self, code: str, megapixels: int = 0) -> None:
        super().__init__(code)
        self.code, self.megapixels = code, megapixels


def redraw(
    content: bytes, sizes: Mapping[str, Size], framings: Mapping[str, str]
) -> dict[str, bytes]:
    """The picture in each size, without metadata. It fills a size unless `framings` names
    another of streaming.foundation.framing.FRAMINGS."""
    picture = _decoded(content, max(side for size in sizes.values() for side in size))
    return {
        name: _webp(FRAMINGS[framings.get(name, "fill")](picture, size))
        for name, size in sizes.items()
    }


def _decoded(content: bytes, side: int) -> Image.Image:
    """Check format and size in the header before any pixel is decoded. A JPEG may be decoded
    smaller, but no smaller than `side`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = _opened(content)
            picture.verify()
            picture = _opened(content)
            picture.draft("RGB", (side, side))
            picture.seek(0)
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            mode = _mode(picture)
            return picture if picture.mode == mode else picture.convert(mode)
    except Image.DecompressionBombError as bomb:
        raise Unacceptable("picture.too_many_pixels", min(MEGAPIXELS.values())) from bomb
    except _BROKEN as broken:
        raise Unacceptable("picture.not_an_image") from broken


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=tuple(MEGAPIXELS))
    most = MEGAPIXELS[picture.format or "WEBP"]
    width, height = picture.size
    if width * height > most * 1_000_000:
        raise Unacceptable("picture.too_many_pixels", most)
    if max(width, height) > LONGEST_SIDE:
        raise Unacceptable("picture.too_long")
    return picture


def _mode(picture: Image.Image) -> str:
    sees_through = "A" in picture.getbands() or "transparency" in picture.info
    return "RGBA" if sees_through else "RGB"


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(NICE)


def main() -> None:
    _limit_this_process()
    wanted = json.loads(sys.stdin.buffer.readline())
    sizes = {name: (width, height) for name, (width, height) in wanted["sizes"].items()}
    try:
        drawn = redraw(sys.stdin.buffer.read(), sizes, wanted["framings"])
    except Unacceptable as no:
        head, body = {"refused": no.code, "megapixels": no.megapixels}, b""
    else:
        head = {"drawn": {name: len(content) for name, content in drawn.items()}}
        body = b"".join(drawn.values())
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
