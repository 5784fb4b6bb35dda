from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Recorded
from shows.models import Tag


@admin.register(Tag)
class TagAdmin(Recorded):
    """Words on shows: a wrong one is put right, a bad one deleted."""

    noun = "tag"
    list_display = ["name", "show_count"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(show_count=Count("shows"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    @admin.display(description=_("shows"), ordering="show_count")
    def show_count(self, tag: Tag) -> int:
        return vars(tag)["show_count"]
