"""Shows announce; the sockets of one show are told through the channel layer."""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.dispatch import receiver

from shows.models import Show
from shows.signals import rescheduled, state_changed

from .groups import show_group

log = logging.getLogger(__name__)


@receiver([state_changed, rescheduled], dispatch_uid="tell the sockets of the show")
def ring(sender: type[Show], show: Show, **_: object) -> None:
    """A hint only: whoever hears it reads the row. A layer that is away must not stop a show."""
    try:
        async_to_sync(get_channel_layer().group_send)(show_group(show), {"type": "show.changed"})
    except Exception:
        log.warning("The channel layer did not take a hint about %s", show.slug, exc_info=True)
