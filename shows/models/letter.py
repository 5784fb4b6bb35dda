from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A mail about a show that one person is owed, at most once for each version of its date.

    shows/letters/owed.py owes, writes and sends it. Whoever is sending holds it: `due_at` is then
    the moment from which others may try, so a letter held by a dead worker comes back by itself.
    """

    class Kind(models.TextChoices):
        DAY_BEFORE = "day", _("a day before")
        HOUR_BEFORE = "hour", _("an hour before")
        START = "start", _("at the start")
        MOVED = "moved", _("date changed")
        CANCELLED = "cancelled", _("cancelled")
        SEAT = "seat", _("seat taken")
        CAST = "cast", _("invited to the cast")
        MISTAKE = "mistake", _("the start was a mistake")

    class Outcome(models.TextChoices):
        OWED = "owed", _("owed")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer meant")
        FAILED = "failed", _("failed")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    schedule_version = models.PositiveIntegerField()
    was_at = models.DateTimeField(null=True, blank=True)  # the old date, when it was moved
    due_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default=Outcome.OWED)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_by = models.CharField(max_length=36, blank=True, editable=False)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(outcome="owed"),
                name="shows_letters_owed",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "user", "kind", "schedule_version"], name="shows_letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.show} → {self.user}"
