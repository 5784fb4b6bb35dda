"""The order of a chat: held() locks its row, take() gives numbers out. Nothing else writes
`last_number`, and every writer of the chat holds the row until its transaction ends.
"""

from shows.models import Show

from .models import Chat


def held(show: Show) -> Chat:
    """The chat as it is now, locked until the transaction ends; it is made at its first use."""
    row = Chat.objects.select_for_update().filter(pk=show.pk).first()
    if row is None:
        Chat.objects.get_or_create(pk=show.pk)
        row = Chat.objects.select_for_update().get(pk=show.pk)
    return row


def take(chat: Chat, count: int = 1) -> int:
    """The first of so many numbers; the chat is held."""
    first = chat.last_number + 1
    chat.last_number += count
    chat.save(update_fields=["last_number"])
    return first
