from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.Model):
    """What a member may be on the whole site, by whom and since when.

    Staff is Django's own `is_staff`; a part in one show is a CastMember, not a role.
    """

    class Name(models.TextChoices):
        CREATOR = "creator", _("creator")
        MODERATOR = "moderator", _("site moderator")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=12, choices=Name.choices)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="accounts_one_role_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_name_display()}"
