"""Keys of the overlay, the chat without a session for the encoder of a show: key_of() opens()
renew(). A key opens one chat, for reading, until the creator asks for another one.
"""

from django.core.signing import BadSignature, Signer
from django.db import transaction

from accounts.suspensions import is_suspended
from shows.models import Show
from shows.states import State

from ..log.numbering import lock_chat
from ..models import Chat

_signer = Signer(salt="chat.overlay")


def key_of(show: Show) -> str:
    """The one that is good now."""
    version = Chat.objects.filter(pk=show.pk).values_list("overlay_version", flat=True).first()
    return _signer.sign(f"{show.uuid.hex}-{version or 0}")


@transaction.atomic
def renew(show: Show) -> str:
    """Another one; those before open nothing any more."""
    chat = lock_chat(show)
    chat.overlay_version += 1
    chat.save(update_fields=["overlay_version"])
    return key_of(show)


def opens(key: str, show: Show) -> bool:
    """Whether the chat of this show may be read with it: as long as its creator could."""
    if show.state == State.DRAFT or show.hidden_at is not None or is_suspended(show.creator):
        return False
    chat = Chat.objects.filter(pk=show.pk).values_list("overlay_version", flat=True).first()
    try:
        return _signer.unsign(key) == f"{show.uuid.hex}-{chat or 0}"
    except BadSignature:
        return False
