from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Appearance(models.Model):
    """One session in which a performer sends to the stage of a show. shows/air/appearances.py is
    the only writer.

    Its primary key is its epoch: counted up by the database for every new one, never given twice,
    so that of two sessions with the same part the later is known everywhere by its number.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for media")
        SENDING = "sending", _("sending")
        SILENT = "silent", _("silent")
        LEFT = "left", _("left")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="appearances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="appearances")
    key = models.ForeignKey(
        "shows.StreamKey", models.SET_NULL, null=True, blank=True, related_name="appearances"
    )
    part = models.CharField(max_length=150)
    session = models.CharField(max_length=64, unique=True, editable=False)
    relay = models.CharField(max_length=255)
    boot = models.CharField(max_length=64, blank=True)
    # Of a picture that is sent in several sizes; what viewers may choose from.
    layers = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["show", "state"], name="shows_appearances")]

    def __str__(self) -> str:
        return f"{self.part} in {self.show}"

    @property
    def epoch(self) -> int:
        return self.pk
