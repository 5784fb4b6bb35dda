from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class HousePage(models.Model):
    """A page about the people who run the site, which staff write in the admin, in Markdown.

    A page with an empty text is not shown.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", _("Contact")
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy")

    kind = models.CharField(_("page"), max_length=7, choices=Kind.choices, primary_key=True)
    text = models.TextField(
        _("text"), max_length=50_000, blank=True, help_text=_("Markdown. Empty: there is no page.")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page of the house")
        verbose_name_plural = _("pages of the house")
        ordering = ["kind"]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse(f"accounts:{self.kind}")
