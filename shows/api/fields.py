"""Fields that shows need."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Moment(serializers.DateTimeField):
    """A date and time; without an offset it is read on the clock of the show's own zone."""

    default_error_messages = {"out_of_range": _("Choose a year from 2000 to 2200.")}

    def enforce_timezone(self, value: datetime) -> datetime:
        return value

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if not 2000 <= moment.year <= 2200:
            self.fail("out_of_range")
        return moment
