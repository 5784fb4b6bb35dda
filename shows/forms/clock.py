"""A time on the wall of a place: the field, and the zones to choose from."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from streaming.foundation.zone_select import ZoneSelect

from ..planning.local_time import zone_names

PLACES = ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"]
PLACES += ["Europe", "Indian", "Pacific"]


class WallClockField(forms.Field):
    """Date and time without a zone, as <input type=datetime-local> sends it."""

    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "step": 60}
    )
    default_error_messages = {"invalid": _("Give a day and a time, like 2030-05-17T20:00.")}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise ValidationError(self.error_messages["invalid"], code="show.bad_time")
        return moment.replace(second=0, microsecond=0)


def zone_choices(kept: str = "") -> list[tuple[str, Any]]:
    """Zones by continent, and whichever was kept before."""
    groups: dict[str, list[tuple[str, str]]] = {place: [] for place in PLACES}
    for name in sorted(zone_names()):
        place, _slash, town = name.partition("/")
        if town and place in groups:
            groups[place].append((name, town.replace("_", " ").replace("/", ", ")))
    choices: list[tuple[str, Any]] = [("UTC", "UTC"), *groups.items()]
    offered = {name for towns in groups.values() for name, _town in towns} | {"UTC"}
    return choices if not kept or kept in offered else [(kept, kept), *choices]


class ZoneField(forms.ChoiceField):
    """The rule itself (which zones there are) is local_time.find_zone()."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        options.setdefault("help_text", _("The clock of the place you play in."))
        super().__init__(choices=zone_choices, widget=ZoneSelect, **options)

    def valid_value(self, value: Any) -> bool:
        return True
