from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnly, whoever
from chat.models import Chat
from chat.moderation.settings import change_rules
from chat.rules.settings_fields import HOURS, RULES, SECRET
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_text


class ChatForm(forms.ModelForm):
    """Held to the same rules as whoever changes them in the chat."""

    def clean_blocked_words(self) -> str:
        try:
            return clean_text(self.cleaned_data["blocked_words"], 4000)
        except Refused as refusal:
            raise ValidationError(refusal.sentence, code=refusal.code) from refusal


@admin.register(Chat)
class ChatAdmin(ReadOnly):
    """The rules of each chat. A change is an act of that chat, and everybody there hears of it."""

    form = ChatForm
    list_display = ["show", "locked", "slow_seconds", "followers_only", "hold", "last_number"]
    list_filter = ["locked", "hold", "links_off", "followers_only", "verified_only"]
    search_fields = ["show__title", "show__slug"]
    list_select_related = ["show"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["show", "last_number", "pinned", *HOURS]}),
        (_("Rules"), {"fields": [*RULES, *SECRET]}),
    ]
    readonly_fields = ["show", "last_number", "pinned", *HOURS]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: Chat, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        change_rules(obj.show, changes, by=whoever(request))
