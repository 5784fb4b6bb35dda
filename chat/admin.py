from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.foundation import Recorded

from .models import Message


@admin.register(Message)
class MessageAdmin(Recorded):
    """What was said. It can be deleted, with its text kept in the audit record, not rewritten."""

    noun = "message"
    list_display = ["number", "show", "author", "text", "written_at"]
    search_fields = ["text", "author__username", "show__title", "show__slug"]
    list_select_related = ["show", "author"]
    date_hierarchy = "written_at"
    ordering = ["-written_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)
