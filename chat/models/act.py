from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """What somebody did to the chat of a show: who, when, why, with a number of the same line as
    messages have. Never rewritten; undoing one is an act too. Only chat/moderation/verbs.py adds
    one.
    """

    class Kind(models.TextChoices):
        DELETE = "delete", _("message deleted")
        SILENCE = "silence", _("person silenced")
        BAN = "ban", _("person banned")
        RULES = "rules", _("rules changed")
        PIN = "pin", _("message pinned")
        SETTLE = "settle", _("question answered or poll closed")
        DROP = "drop", _("held message dropped")
        RELEASE = "release", _("held message released")
        UNDO = "undo", _("undone")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="chat_acts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="chat_acts"
    )
    done_at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(
        "chat.Message", models.CASCADE, null=True, blank=True, related_name="acts"
    )
    # Whom it silences or bans, or whose message it was.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Of a silence; none is until the chat closes.
    until = models.DateTimeField(null=True, blank=True)
    # Rules before and after; the text that was dropped.
    details = models.JSONField(default=dict, blank=True)
    undone = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="undoes"
    )

    class Meta:
        verbose_name = _("act in a chat")
        verbose_name_plural = _("acts in chats")
        ordering = ["show", "number"]
        constraints = [models.UniqueConstraint(fields=["show", "number"], name="chat_act_number")]
        indexes = [models.Index(fields=["person", "kind"], name="chat_act_person")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"
