from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message


class Held(models.Model):
    """What waits for review: not a message yet, without a number, so nobody is told of it."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="held_messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="held_messages"
    )
    kind = models.CharField(max_length=12, choices=Message.Kind.choices)
    text = models.CharField(max_length=500)
    client_id = models.CharField(max_length=64)
    reply_to = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("held message")
        verbose_name_plural = _("held messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["show", "author", "client_id"], name="chat_held_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]
