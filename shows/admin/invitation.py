from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Without the link: whoever has it may take a seat."""

    list_display = ["show", "label", "places", "used", "made_by", "made_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["label", "show__title", "show__slug"]
    list_select_related = ["show", "made_by"]
    view_on_site = False
