"""Fits a picture into a frame of another shape: FRAMINGS, by name. Pure; sizes are in pixels.

A picture is never blown up beyond its own pixels: a small one makes the frame smaller.
"""

from collections.abc import Callable

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

Size = tuple[int, int]

CUT_AT_MOST = 0.2  # of the picture; a frame that would cut more shows it whole
DIMMED = 0.7  # the brightness of the blur, so that the picture stands out before it
COARSE = 24  # the blur is drawn this many times smaller, which looks the same and costs nothing


def fill(picture: Image.Image, size: Size) -> Image.Image:
    """All of the frame, cut from the middle of the picture."""
    width, height = size
    scale = min(1, picture.width / width, picture.height / height)
    box = (max(1, round(width * scale)), max(1, round(height * scale)))
    return ImageOps.fit(picture, box, Image.Resampling.LANCZOS)


def whole(picture: Image.Image, size: Size) -> Image.Image:
    """All of the picture in its own shape, within the frame."""
    scale = min(1, size[0] / picture.width, size[1] / picture.height)
    box = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(box, Image.Resampling.LANCZOS)


def framed(picture: Image.Image, size: Size) -> Image.Image:
    """Cut where little is lost; else whole, before its own blur, so that no word is cut off."""
    if _lost(picture, size) <= CUT_AT_MOST:
        return fill(picture, size)
    front = whole(picture, size)
    scale = min(1, max(front.width / size[0], front.height / size[1]))
    box = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    ground = _blur(picture, box)
    place = ((box[0] - front.width) // 2, (box[1] - front.height) // 2)
    ground.paste(front, place, front if front.mode == "RGBA" else None)
    return ground


def _lost(picture: Image.Image, size: Size) -> float:
    """How much of the picture fill() would cut away, from 0 to 1."""
    shape, frame = picture.width / picture.height, size[0] / size[1]
    return 1 - min(shape, frame) / max(shape, frame)


def _blur(picture: Image.Image, box: Size) -> Image.Image:
    coarse = (max(1, box[0] // COARSE), max(1, box[1] // COARSE))
    small = ImageOps.fit(picture.convert("RGB"), coarse, Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(1)).resize(box, Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(soft).enhance(DIMMED)


FRAMINGS: dict[str, Callable[[Image.Image, Size], Image.Image]] = {
    "fill": fill,
    "whole": whole,
    "framed": framed,
}
