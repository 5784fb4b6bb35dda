"""`{% moment show.starts_at zone=show.time_zone shape="short" %}`: a moment as a page prints it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

register = template.Library()

# How each language writes a date is part of its catalogue.
SHAPES = {
    "full": gettext_lazy("l j F, H:i"),
    "short": gettext_lazy("D j M, H:i"),
    "day": gettext_lazy("l j F"),
    "clock": "H:i",
}


@register.simple_tag
def today() -> str:
    """The day, on the clock of the page."""
    return written(timezone.localtime(), str(SHAPES["day"]))


@register.simple_tag
def moment(
    when: datetime, zone: str | None = None, shape: str | None = None, bare: object = False
) -> SafeString:
    """On the clock of `zone`, which is named unless `bare`; lib/time.js writes the reader's own."""
    zone, shape = zone or "UTC", shape or "full"
    return format_html(
        '<time datetime="{}" data-time="{}" data-zone="{}">{}{}</time>',
        f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        shape,
        zone,
        written(when.astimezone(ZoneInfo(zone)), str(SHAPES[shape])),
        "" if bare or shape == "day" else format_html(' <span class="nowrap">({})</span>', zone),
    )
