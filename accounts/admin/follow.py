from django.contrib import admin

from accounts.models import Follow

from .base import ReadOnly


@admin.register(Follow)
class FollowAdmin(ReadOnly):
    list_display = ["follower", "creator", "followed_at"]
    search_fields = ["follower__username", "creator__username"]
    list_select_related = ["follower", "creator"]
