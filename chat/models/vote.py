from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Vote(models.Model):
    """One person's for a question (option 0), or for one option of a poll."""

    message = models.ForeignKey("chat.Message", models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    option = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="chat_vote_once")]

    def __str__(self) -> str:
        return str(self.option)
