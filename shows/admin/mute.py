from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Mute


@admin.register(Mute)
class MuteAdmin(ReadOnly):
    list_display = ["user", "show", "muted_by", "muted_at", "ended_by", "ended_at"]
    search_fields = ["user__username", "show__title", "show__slug"]
    list_select_related = ["user", "show", "muted_by", "ended_by"]
    date_hierarchy = "muted_at"
