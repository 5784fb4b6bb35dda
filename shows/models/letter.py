from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A mail about a show that one person is owed, at most once for each version of its date."""

    class Kind(models.TextChoices):
        DAY_BEFORE = "day", _("a day before")
        HOUR_BEFORE = "hour", _("an hour before")
        START = "start", _("at the start")
        MOVED = "moved", _("date changed")
        CANCELLED = "cancelled", _("cancelled")
        CAST = "cast", _("invited to the cast")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="letters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    schedule_version = models.PositiveIntegerField()
    due_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(
                fields=["show", "user", "kind", "schedule_version"], name="shows_letter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.show} → {self.user}"
