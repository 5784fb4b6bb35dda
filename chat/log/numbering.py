"""The numbers of a chat's log: lock_chat() locks its row, take() gives numbers out. Nothing else
writes `last_number`, and every writer of the chat keeps the lock until its transaction ends.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from shows.models import Show

from ..models import Chat
from ..sql.prepared import One, Prepared
from ..sql.statement import Statement

FIELDS = [field.attname for field in Chat._meta.concrete_fields]


def lock_chat(show: Show) -> Chat:
    """The chat as it is now, locked until the transaction ends; it is made at its first use."""
    rows = LOCK(show.pk)
    if not rows:
        Chat.objects.get_or_create(pk=show.pk)
        rows = LOCK(show.pk)
    return Chat.from_db(connection.alias, FIELDS, rows[0])


def take(chat: Chat, count: int = 1) -> int:
    """The first of `count` new numbers. The caller has locked the chat."""
    first = chat.last_number + 1
    chat.last_number += count
    GIVEN([chat.last_number, chat.pk])
    return first


def _lock(show: int) -> QuerySet[Chat, Any]:
    return Chat.objects.select_for_update().filter(pk=show).values_list(*FIELDS)


LOCK = Prepared(_lock, One())
GIVEN = Statement("UPDATE chat_chat SET last_number = %s WHERE show_id = %s")
