from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import SeatWish


@admin.register(SeatWish)
class SeatWishAdmin(ReadOnly):
    list_display = ["user", "show", "wished_at"]
    search_fields = ["user__username", "show__title", "show__slug"]
    list_select_related = ["user", "show"]
