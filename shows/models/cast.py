from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CastMember(models.Model):
    """One person of a show and the part they have in it.

    With an account they are invited and answer; without one they are a name in the credits. Who
    was asked by e-mail address stands here as that address until they accept, whether or not a
    member has it: an invitation tells nobody who has an account.
    """

    class Part(models.TextChoices):
        HOST = "host", _("host")
        PERFORMER = "performer", _("performer")
        MODERATOR = "moderator", _("moderator")

    class Answer(models.TextChoices):
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="cast")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="parts"
    )
    name = models.CharField(_("name in the credits"), max_length=60, blank=True)
    address = models.EmailField(_("asked by e-mail"), blank=True)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.PERFORMER)
    credit = models.CharField(_("credited as"), max_length=60, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.INVITED)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("cast member")
        verbose_name_plural = _("cast")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "user"],
                condition=Q(user__isnull=False),
                name="shows_one_part_each",
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        if self.address and self.answer != self.Answer.ACCEPTED:
            return self.address
        return self.name or (self.user.name if self.user else "")

    @property
    def shown_user(self):
        """Their account, where others may know of it."""
        hidden = self.address and self.answer != self.Answer.ACCEPTED
        return None if hidden else self.user

    @property
    def is_credited(self) -> bool:
        if self.part == self.Part.MODERATOR:
            return False
        return self.answer == self.Answer.ACCEPTED
