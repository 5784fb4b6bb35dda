from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import audit_guard, passwords, reports, security_log, sessions  # noqa: F401

        security_log.listen()
        post_migrate.connect(audit_guard.put_up, sender=self)
