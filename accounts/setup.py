"""The one-time set-up link: the first admin of a new house is made with it.

There is no default password. While nobody of the staff exists, the terminal shows a link; its
code is kept hashed in a file of the data folder, works once, and is gone with the first admin.
"""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import Http404

from . import audit
from .models import User


def create_setup_code() -> str | None:
    """A new code, the older one being worthless; None once the house has staff."""
    if User.objects.filter(is_staff=True).exists():
        return None
    code = secrets.token_urlsafe(24)
    fresh = _path().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_digest(code))
    fresh.replace(_path())
    return code


def is_good_code(code: str) -> bool:
    """Whether this very code opens the house now."""
    try:
        kept = _path().read_text()
    except OSError:
        return False
    right = hmac.compare_digest(kept, _digest(code))
    return right and not User.objects.filter(is_staff=True).exists()


def make_first_admin(code: str, *, username: str, email: str, password: str) -> User:
    """Use the code up and make the admin; Http404 for whoever comes second."""
    if not is_good_code(code):
        raise Http404
    used = _path().with_suffix(".used")
    try:
        _path().rename(used)  # of two who come at once only one can rename it
    except FileNotFoundError:
        raise Http404 from None
    try:
        admin = _make_admin(username, email, password)
    except BaseException:
        used.rename(_path())
        raise
    with suppress(OSError):
        used.unlink()
    return admin


@transaction.atomic
def _make_admin(username: str, email: str, password: str) -> User:
    admin = User.objects.create_superuser(username, email, password)
    EmailAddress.objects.create(user=admin, email=email.lower(), verified=True, primary=True)
    audit.record(None, "house.set_up", admin, after={"staff": True})
    return admin


def _path() -> Path:
    return Path(settings.DATA_DIR) / "setup_code"


def _digest(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"setup:{code}".encode(), sha256).hexdigest()
