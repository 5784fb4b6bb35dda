from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaSession(models.Model):
    """A session that a member has on a stage, to watch or to perform from a page, so that it can be
    ended with their standing, their seat, or what they came with. Strangers have no rows; who
    performs with a key has an Appearance alone.

    It is there before the relay is asked, and goes when the session is over.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="media_sessions"
    )
    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="media_sessions")
    session = models.CharField(max_length=64, unique=True, editable=False)
    relay = models.CharField(max_length=255)
    # What they came with: a digest of the key of their session of the site, or key:7, token:7.
    login = models.CharField(max_length=32, blank=True, editable=False)
    opened_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("media session")
        verbose_name_plural = _("media sessions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} in {self.show}"
