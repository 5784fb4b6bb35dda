from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from shows.models import RelayRun


@admin.register(RelayRun)
class RelayRunAdmin(ReadOnly):
    """Runs of relays with what they last said of themselves; those of a week are kept."""

    list_display = ["relay", "boot", "busy", "sessions", "sent", "heard_at", "started_at"]
    list_filter = ["heard_at", "relay"]
    search_fields = ["relay", "boot"]
    date_hierarchy = "started_at"
    fields: ClassVar[Any] = [*list_display, "most_sessions", "number"]
    readonly_fields = fields

    @admin.display(description=_("of a core"), ordering="cpu")
    def busy(self, run: RelayRun) -> str:
        return f"{run.cpu:.0%}"

    @admin.display(description=_("sent, Mbit/s"), ordering="bitrate")
    def sent(self, run: RelayRun) -> str:
        return f"{run.bitrate / 1e6:.1f}"
