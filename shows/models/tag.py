from django.db import models
from django.utils.translation import gettext_lazy as _


class Tag(models.Model):
    """A word that creators give to shows, in small letters."""

    name = models.CharField(max_length=30, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
