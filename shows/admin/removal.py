from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Removal


@admin.register(Removal)
class RemovalAdmin(ReadOnly):
    list_display = ["user", "show", "removed_by", "removed_at", "restored_by", "restored_at"]
    search_fields = ["user__username", "show__title", "show__slug"]
    list_select_related = ["user", "show", "removed_by", "restored_by"]
    date_hierarchy = "removed_at"
