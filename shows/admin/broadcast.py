from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Broadcast


@admin.register(Broadcast)
class BroadcastAdmin(ReadOnly):
    list_display = [
        "show",
        "number",
        "started_at",
        "interrupted_at",
        "ended_at",
        "ending",
        "viewer_count",
        "viewer_peak",
    ]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    search_fields = ["show__title", "show__slug"]
    list_select_related = ["show"]
    date_hierarchy = "started_at"
