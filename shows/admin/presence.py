from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Presence


@admin.register(Presence)
class PresenceAdmin(ReadOnly):
    list_display = ["user", "show", "came_at"]
    search_fields = ["user__username", "show__title", "show__slug"]
    list_select_related = ["user", "show"]
    date_hierarchy = "came_at"
