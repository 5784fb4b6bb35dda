from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StreamKey(models.Model):
    """Secret with which an encoder performs in one show in the name of its holder.

    shows/planning/keys.py issues and revokes; only a digest is kept, so a key is seen once and
    never again.
    """

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="stream_keys")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stream_keys")
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("stream key")
        verbose_name_plural = _("stream keys")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "holder"],
                condition=Q(revoked_at__isnull=True),
                name="shows_one_key_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.show}: {self.masked}"

    @property
    def masked(self) -> str:
        return f"{self.prefix}-••••••••"
