from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """A chat line of one show, with its number in that show. chat/log/posting.py and
    chat/moderation/review.py add them."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        QUESTION = "question", _("question")
        POLL = "poll", _("poll")
        ANNOUNCEMENT = "announcement", _("announcement")

    # Found by the indexes below, which begin with it; one of its own would mislead SQLite.
    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="messages", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.MESSAGE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="messages",
        db_index=False,
    )
    text = models.CharField(max_length=500)
    # What its author's page called it: whoever sends it twice has written it once.
    client_id = models.CharField(max_length=64, blank=True)
    reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    options = models.JSONField(default=list, blank=True)  # of a poll: texts
    written_at = models.DateTimeField(auto_now_add=True)
    # The acts that hold it deleted, and that answered the question or closed the poll.
    deletion = models.ForeignKey(
        "chat.Act", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled = models.ForeignKey(
        "chat.Act", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["show", "number"]
        constraints = [
            models.UniqueConstraint(fields=["show", "number"], name="chat_message_number"),
            models.UniqueConstraint(
                fields=["show", "author", "client_id"],
                condition=~Q(client_id=""),
                name="chat_message_once",
            ),
        ]
        # When they last wrote here: slow mode asks that of everybody who writes.
        indexes = [models.Index(fields=["author", "show", "written_at"], name="chat_message_last")]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return self.show.get_absolute_url()
