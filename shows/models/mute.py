from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mute(models.Model):
    """A host wants somebody's sound not to be forwarded. shows/air/hosting.py is the only writer;
    the relay does it, whatever session they come with."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="mutes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    muted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    muted_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        ordering = ["-muted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "user"], condition=Q(ended_at__isnull=True), name="shows_muted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.show}"
