from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.acts import act
from accounts.admin.base import ReadOnly
from accounts.models import User
from chat.models import Act
from chat.moderation.undoing import NOT_UNDONE, undo


def _undo(row: Act, by: User, reason: str) -> None:
    undo(row.show, row.number, by=by, why=reason)


@admin.register(Act)
class ActAdmin(ReadOnly):
    """Who kept order in which chat, how and why."""

    list_display = ["number", "show", "kind", "by", "person", "why", "done_at"]
    list_filter = ["kind"]
    search_fields = ["show__title", "show__slug", "by__username", "person__username", "why"]
    list_select_related = ["show", "by", "person"]
    date_hierarchy = "done_at"
    ordering = ["-done_at", "-pk"]
    undo = act(_("Undo"), _undo, reason=False)
    actions = ["undo"]

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        pointless = obj.kind in NOT_UNDONE or obj.undoes.exists()
        return [] if pointless else super().acts_for(request, obj)
