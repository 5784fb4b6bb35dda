from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    list_display = ["user", "show", "wanted_at"]
    search_fields = ["user__username", "show__title"]
    list_select_related = ["user", "show"]
