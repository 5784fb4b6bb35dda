"""JsonBody: parses request bodies as strict JSON with a size limit and storable characters."""

import codecs
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from ..refusals import Refused
from ..text import is_storable


class JsonBody(BaseParser):
    """A JSON object of at most DATA_UPLOAD_MAX_MEMORY_SIZE."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            text = codecs.decode(_bounded(stream), "utf-8")
            body = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise ParseError(_("This is not JSON that can be read.")) from None
        if not isinstance(body, dict):
            raise ParseError(_("Send one JSON object."))
        if not all(map(is_storable, _strings(body))):
            raise forbidden_characters()
        return body


def forbidden_characters() -> Refused:
    return Refused(
        "text.forbidden_characters", _("There are characters in it that no text has."), status=400
    )


def _bounded(stream: IO[bytes]) -> bytes:
    content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise Refused("request.too_large", _("This request is too large."), status=413)
    return content


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _strings(body: Any) -> Iterator[str]:
    """Every text in it, names of fields too. As deep as json.loads() itself got."""
    waiting = [body]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            waiting += [*entry.keys(), *entry.values()]
        elif isinstance(entry, list):
            waiting += entry
