from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from streaming.foundation.text import clean_line

from ..models import Show
from ..planning import schedule
from ..planning.fields import CLEANERS
from ..planning.local_time import local_to_utc
from .clock import WallClockField, ZoneField
from .refusing import RefusingForm


class RescheduleForm(RefusingForm):
    starts_at = WallClockField(label=_("Starts"))
    time_zone = ZoneField()
    length_minutes = forms.IntegerField(
        label=_("Length in minutes"), widget=forms.NumberInput(attrs={"min": 1, "max": 1440})
    )

    def save(self, show: Show, by: User) -> bool:
        return bool(self.try_to(self._move, show, by))

    def _move(self, show: Show, by: User) -> bool:
        given: dict[str, Any] = self.cleaned_data
        schedule.reschedule(
            show,
            by=by,
            starts_at=local_to_utc(given["starts_at"], given["time_zone"]),
            length_minutes=CLEANERS["length_minutes"](given["length_minutes"]),
            time_zone=given["time_zone"],
        )
        return True


class CancelForm(RefusingForm):
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        help_text=_("Stands on the page of the show and in the mail. One or two sentences."),
        widget=forms.Textarea(attrs={"maxlength": 300, "rows": 3}),
    )

    def save(self, show: Show, by: User) -> bool:
        return bool(self.try_to(self._cancel, show, by))

    def _cancel(self, show: Show, by: User) -> bool:
        reason = clean_line(self.cleaned_data["reason"].replace("\n", " "), 300, field="reason")
        schedule.cancel(show, by=by, reason=reason)
        return True
