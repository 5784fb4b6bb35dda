from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import Recorded
from accounts.models import HousePage


@admin.register(HousePage)
class HousePageAdmin(Recorded):
    """Each page once; it goes away by being emptied."""

    noun = "house_page"
    fields = ["kind", "text"]
    list_display = ["kind", "changed_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        some_left = HousePage.objects.count() < len(HousePage.Kind.values)
        return some_left and self.has_change_permission(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["kind"] if obj else []
