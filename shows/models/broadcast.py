from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Broadcast(models.Model):
    """One run on air of a show. shows/air/on_air.py, shows/air/grace.py, shows/air/taking_back.py
    and shows/air/reopening.py are the only writers."""

    class Ending(models.TextChoices):
        HOST = "host", _("its host ended it")
        WAITING = "waiting", _("nobody came back to the stage")
        TAKEN_BACK = "taken_back", _("the start was a mistake")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="broadcasts")
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    interrupted_at = models.DateTimeField(null=True, blank=True)
    # The host wants the audience to wait longer: the grace is counted from here.
    kept_waiting_at = models.DateTimeField(null=True, blank=True)
    # Since when it is in intermission. Media that arrives does not end it, and it has no grace.
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    viewer_count = models.PositiveIntegerField(default=0)
    viewer_peak = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["show", "number"], name="shows_broadcast_number"),
            models.UniqueConstraint(
                fields=["show"],
                condition=Q(ended_at__isnull=True),
                name="shows_one_broadcast_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.show} #{self.number}"
