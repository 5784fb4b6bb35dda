from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.acts import act
from accounts.admin.base import ReadOnly
from accounts.models import User
from chat.models import Message
from chat.moderation.undoing import undo
from chat.moderation.verbs import ban, delete, silence
from chat.rules import refusals


def _delete(message: Message, by: User, reason: str) -> None:
    delete(message.show, message.number, by=by, why=reason)


def _restore(message: Message, by: User, reason: str) -> None:
    if message.deletion is not None:
        undo(message.show, message.deletion.number, by=by, why=reason)


def _silence(message: Message, by: User, reason: str) -> None:
    silence(message.show, _author(message), None, by=by, why=reason)


def _ban(message: Message, by: User, reason: str) -> None:
    ban(message.show, _author(message), by=by, why=reason)


def _author(message: Message) -> str:
    if message.author is None:
        raise refusals.unknown_person()
    return message.author.username


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """What was said. Deleted, it is read here alone."""

    list_display = ["number", "show", "author", "kind", "text", "written_at", "deleted"]
    list_filter = ["kind", ("deletion", admin.EmptyFieldListFilter)]
    search_fields = ["text", "author__username", "show__title", "show__slug"]
    list_select_related = ["show", "author", "deletion"]
    date_hierarchy = "written_at"
    ordering = ["-written_at"]
    delete = act(_("Delete for everybody"), _delete, reason=True)
    restore = act(_("Bring back"), _restore, reason=False)
    silence = act(_("Silence the author in this chat"), _silence, reason=True)
    ban = act(_("Ban the author from the shows of this creator"), _ban, reason=True)
    actions = ["delete", "restore", "silence", "ban"]

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        pointless = {
            "delete": obj.deletion_id is not None,
            "restore": obj.deletion_id is None,
            "silence": obj.author_id is None,
            "ban": obj.author_id is None,
        }
        return [one for one in super().acts_for(request, obj) if not pointless[one[0]]]

    @admin.display(description=_("deleted"), boolean=True)
    def deleted(self, message: Message) -> bool:
        return message.deletion_id is not None
