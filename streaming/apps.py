from django import forms
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class FootlightsAdminConfig(AdminConfig):
    """Django admin behind allauth's login, so that a second factor counts there too."""

    default_site = "streaming.site.pages.admin_site.AdminSite"


class StreamingConfig(AppConfig):
    name = "streaming"
    verbose_name = _("Streaming")

    def ready(self) -> None:
        # An error says what to do, in every form of the house.
        forms.Field.default_error_messages["required"] = _("Please fill this in.")
        forms.ChoiceField.default_error_messages["required"] = _("Please choose.")
        forms.MultipleChoiceField.default_error_messages["required"] = _("Please choose.")
        forms.FileField.default_error_messages["required"] = _("Please choose a file.")
        from . import checks  # noqa: F401
        from .stage import bells  # noqa: F401
        from .stage.sessions import evictions  # noqa: F401
