from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import CastMember


@admin.register(CastMember)
class CastMemberAdmin(ReadOnly):
    list_display = ["shown_name", "show", "part", "answer", "invited_by", "invited_at"]
    list_filter = ["part", "answer"]
    search_fields = ["name", "user__username", "show__title"]
    list_select_related = ["show", "user", "invited_by"]
