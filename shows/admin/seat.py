from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Seat


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ["user", "show", "invitation", "taken_at"]
    search_fields = ["user__username", "show__title", "show__slug"]
    list_select_related = ["user", "show", "invitation"]
    date_hierarchy = "taken_at"
