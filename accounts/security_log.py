"""The security log: a line for each sign-in, failed sign-in and change of a password or factor.

A line reads `account.signed_in person=17 from=203.0.113.7`. People are named by number. What was
typed is never written, since people type passwords into the field for the name.
"""

import logging
from typing import Any

from allauth.account import signals as account
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as factor
from django.contrib.auth import signals as auth
from django.dispatch import Signal
from django.http import HttpRequest

log = logging.getLogger(__name__)

EVENTS: dict[str, tuple[Signal, int]] = {
    "account.signed_up": (account.user_signed_up, logging.INFO),
    "account.signed_in": (account.user_logged_in, logging.INFO),
    "account.signed_out": (auth.user_logged_out, logging.INFO),
    "account.sign_in_failed": (auth.user_login_failed, logging.WARNING),
    "account.password_set": (account.password_set, logging.INFO),
    "account.password_changed": (account.password_changed, logging.INFO),
    "account.password_reset": (account.password_reset, logging.INFO),
    "account.email_added": (account.email_added, logging.INFO),
    "account.email_changed": (account.email_changed, logging.INFO),
    "account.email_removed": (account.email_removed, logging.INFO),
    "account.factor_added": (factor.authenticator_added, logging.INFO),
    "account.factor_removed": (factor.authenticator_removed, logging.INFO),
    "account.factor_reset": (factor.authenticator_reset, logging.INFO),
    "account.factor_used": (factor.authenticator_used, logging.INFO),
    "account.factor_failed": (factor.authentication_failed, logging.WARNING),
}


def listen() -> None:
    for event, (signal, level) in EVENTS.items():
        signal.connect(_writer(event, level), weak=False, dispatch_uid=event)


def _writer(event: str, level: int) -> Any:
    def write(sender: Any, request: HttpRequest | None = None, user: Any = None, **_: Any) -> None:
        person = getattr(user, "pk", None) or "unknown"
        address = get_client_ip(request) if request is not None else None
        log.log(level, "%s person=%s from=%s", event, person, address or "unknown")

    return write
