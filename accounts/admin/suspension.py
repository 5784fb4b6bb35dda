from django.contrib import admin

from accounts.models import Suspension

from .base import ReadOnly


@admin.register(Suspension)
class SuspensionAdmin(ReadOnly):
    """The history of who was suspended; to suspend and restore are acts on a person."""

    list_display = ["user", "reason", "started_at", "started_by", "lifted_at", "lifted_by"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__username", "reason"]
    list_select_related = ["user", "started_by", "lifted_by"]
