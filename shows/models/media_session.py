from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaSession(models.Model):
    """A session of a member on a stage, to watch or to perform from a page. With this row it can be
    ended when they are suspended, lose their seat or sign out. Strangers have no rows; people who
    perform with a key have only an Appearance.

    The row is written before the relay is asked, and deleted when the session is over.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="media_sessions"
    )
    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="media_sessions")
    session = models.CharField(max_length=64, unique=True, editable=False)
    relay = models.CharField(max_length=255)
    # How they signed in: a digest of the key of their session of the site, or key:7, token:7.
    login = models.CharField(max_length=32, blank=True, editable=False)
    opened_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("media session")
        verbose_name_plural = _("media sessions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} in {self.show}"
