from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Removal(models.Model):
    """A host sent somebody off the stage; they may not come back before they are let back.
    shows/air/hosting.py is the only writer."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="removals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="removals")
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(auto_now_add=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    restored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("removal from the stage")
        verbose_name_plural = _("removals from the stage")
        ordering = ["-removed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "user"],
                condition=Q(restored_at__isnull=True),
                name="shows_removed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} off {self.show}"
