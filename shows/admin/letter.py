from django.contrib import admin

from accounts.admin.base import ReadOnly
from shows.models import Letter


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    list_display = ["kind", "user", "show", "due_at", "sent_at"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__username", "show__title"]
    list_select_related = ["user", "show"]
