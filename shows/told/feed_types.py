"""RSS and Atom feeds with the poster of each show as Media RSS, where feed readers look for it."""

from dataclasses import dataclass
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

MEDIA_RSS = "http://search.yahoo.com/mrss/"


@dataclass(frozen=True)
class Picture:
    """A poster in a file: where it is read, its bytes, and their kind."""

    url: str
    size: int
    kind: str


class RssWithPictures(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": MEDIA_RSS}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        _add_picture(handler, item["picture"])


class AtomWithPictures(Atom1Feed):
    def root_attributes(self) -> dict[str, Any]:
        return {**super().root_attributes(), "xmlns:media": MEDIA_RSS}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        _add_picture(handler, item["picture"])


def _add_picture(handler: SimplerXMLGenerator, picture: Picture | None) -> None:
    if picture is None:
        return
    facts = {"url": picture.url, "type": picture.kind, "fileSize": str(picture.size)}
    handler.addQuickElement("media:content", "", {**facts, "medium": "image"})
    handler.addQuickElement("media:thumbnail", "", {"url": picture.url})
