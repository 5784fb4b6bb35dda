from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """A member watched a show while it was on. shows/air/presence.py is the only writer."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presences")
    came_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["-came_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["show", "user"], name="shows_present_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.show}"
