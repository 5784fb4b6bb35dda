from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonalToken(models.Model):
    """A key to the API in its owner's name: hashed at rest, shown once, with scopes."""

    class Scope(models.TextChoices):
        SHOWS_READ = "shows:read", _("read your shows")
        SHOWS_WRITE = "shows:write", _("make and change your shows")
        KEYS_WRITE = "keys:write", _("issue and revoke stream keys")
        PROFILE_READ = "profile:read", _("read your profile")
        PROFILE_WRITE = "profile:write", _("change your profile, follow, reserve, report")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(_("what it may do"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("personal token")
        verbose_name_plural = _("personal tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} (fl_{self.prefix}_…)"
