from django.db import models
from django.utils.translation import gettext_lazy as _


class RelayRun(models.Model):
    """One run of a relay, from its start to its end, and the last report that was taken from it.

    shows/air/relay_runs.py is the only writer.
    """

    relay = models.CharField(max_length=255)
    boot = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField()
    cpu = models.FloatField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    most_sessions = models.PositiveIntegerField(default=0)
    bitrate = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("run of a relay")
        verbose_name_plural = _("runs of relays")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["relay", "boot"], name="shows_one_row_a_boot")
        ]

    def __str__(self) -> str:
        return f"{self.relay} ({self.boot})"
