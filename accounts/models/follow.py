from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A member wants to know what a creator puts on."""

    follower = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="following")
    creator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followers")
    followed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "creator"], name="accounts_follow_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("creator")), name="accounts_follow_others"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.follower} → {self.creator}"
