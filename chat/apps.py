from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        # They listen to other rooms and register on import.
        from . import copying  # noqa: F401
        from .live import bells, leaving  # noqa: F401
        from .moderation import message_reports  # noqa: F401
