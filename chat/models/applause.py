from django.db import models
from django.utils.translation import gettext_lazy as _


class Applause(models.Model):
    """How often a show got one sign in one second; the replay rises and falls with it."""

    class Sign(models.TextChoices):
        APPLAUSE = "applause", _("applause")
        LAUGHTER = "laughter", _("laughter")
        HEART = "heart", _("heart")
        WONDER = "wonder", _("wonder")
        BRAVO = "bravo", _("bravo")

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="applause")
    sign = models.CharField(max_length=8, choices=Sign.choices)
    second_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("applause")
        verbose_name_plural = _("applause")
        constraints = [
            models.UniqueConstraint(fields=["show", "sign", "second_at"], name="chat_applause_once")
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.sign}"
