from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly
from shows.models import Appearance


@admin.register(Appearance)
class AppearanceAdmin(ReadOnly):
    """Who sent when and how, newest first. The session stays unseen: its address is its key."""

    list_display = ["epoch", "part", "show", "state", "left_reason", "by", "asked_at"]
    list_display_links = ["epoch", "part"]
    list_filter = ["state", "left_reason", "relay"]
    search_fields = ["part", "show__title", "show__slug", "user__username", "left_reason"]
    list_select_related = ["show", "key"]
    date_hierarchy = "asked_at"
    fields: ClassVar[Any] = [
        "epoch",
        "show",
        "user",
        "part",
        "state",
        "by",
        "asked_at",
        "left_at",
        "left_reason",
        "relay",
        "boot",
    ]
    readonly_fields = fields

    @admin.display(description=_("epoch"), ordering="pk")
    def epoch(self, appearance: Appearance) -> int:
        return appearance.epoch

    @admin.display(description=_("let in by"))
    def by(self, appearance: Appearance) -> str:
        return appearance.key.masked if appearance.key else str(_("session of the site"))
