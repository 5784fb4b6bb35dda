"""oEmbed (oembed.com): what another site shows when somebody pastes the address of a show.

The type is "link": a title and a picture. A player comes with the stage.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import Resolver404, resolve
from PIL import Image

from streaming.foundation.pictures import read_picture

from ..access import Visitor, find_show
from ..models import Show
from .addresses import absolute, line, printable

CACHE_AGE = 3600  # an hour: the answer says nothing of the state of the show


def show_at(url: str) -> Show:
    """The show that anybody with this address may see; everything else is Http404 alike."""
    try:
        parts = urlsplit(url)
        ours = urlsplit(settings.FOOTLIGHTS_URL)
        if (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
            raise Http404
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if match.view_name != "shows:show":
        raise Http404
    return find_show(Visitor(AnonymousUser()), match.kwargs["slug"])


def card(show: Show, *, max_width: int | None = None, max_height: int | None = None) -> dict:
    """The answer, with a picture if there is one within the bounds asked for."""
    answer: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": line(show.title),
        "author_name": printable(show.creator.name),
        "author_url": absolute(show.creator.get_absolute_url()),
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.FOOTLIGHTS_URL,
        "cache_age": CACHE_AGE,
    }
    return answer | _thumbnail(show, max_width, max_height)


def _thumbnail(show: Show, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """The largest uploaded poster that fits; a drawn one is SVG, which other sites refuse."""
    urls = {"full": show.poster_full_url, "card": show.poster_card_url}
    for size, url in urls.items() if show.poster else ():
        width, height = _measured(show, size)
        if 0 < width <= (max_width or width) and height <= (max_height or height):
            return {
                "thumbnail_url": absolute(url),
                "thumbnail_width": width,
                "thumbnail_height": height,
            }
    return {}


def _measured(show: Show, size: str) -> tuple[int, int]:
    """Width and height as the stored file says; nothing where it is gone."""
    content = read_picture(show.poster, size) if show.poster else None
    if content is None:
        return 0, 0
    with Image.open(BytesIO(content)) as picture:
        return picture.size


def as_xml(answer: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = str(value)
    return tostring(root, encoding="utf-8", xml_declaration=True)
