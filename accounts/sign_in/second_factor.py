"""Encrypts the secrets of second factors in the database, so a stolen database makes no codes.

The key is derived from SECRET_KEY; those of SECRET_KEY_FALLBACKS still decrypt. Each `migrate`
calls seal_all(), which encrypts plain secrets and those with an older key anew.
"""

import logging
from base64 import b32encode, urlsafe_b64encode
from hashlib import blake2b, sha256
from secrets import token_bytes
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import connections, transaction

log = logging.getLogger(__name__)

SEALED = "sealed:"  # neither a seed in base 32 nor one in hex begins so
SECRETS = ("secret", "seed")  # as allauth names them in a row: of an app, of recovery codes


class SecondFactor(DefaultMFAAdapter):
    """The hook of allauth: MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def seal(text: str) -> str:
    return SEALED + _keys().encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """Decrypt; a plain secret is returned as it is. If the key is lost, return a random secret that
    no code matches: for an empty one anybody could calculate the code."""
    if not text.startswith(SEALED):
        return text
    try:
        return _keys().decrypt(text.removeprefix(SEALED)).decode()
    except InvalidToken:
        log.error("A second factor was sealed with a SECRET_KEY that is not known any more")
        return b32encode(token_bytes(20)).decode()


def seal_all(using: str = "default", **_: Any) -> int:
    """Encrypt every secret with the current key; returns how many rows changed."""
    if Authenticator._meta.db_table not in connections[using].introspection.table_names():
        return 0
    done = 0
    for pk in Authenticator.objects.using(using).values_list("pk", flat=True):
        done += _seal_row(using, pk)
    return done


def _seal_row(using: str, pk: int) -> bool:
    with transaction.atomic(using=using):
        return _seal_held(using, pk)


def _seal_held(using: str, pk: int) -> bool:
    row = Authenticator.objects.using(using).select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    anew = {name: _sealed_anew(row.data[name]) for name in SECRETS if name in row.data}
    if not any(anew.values()):
        return False
    row.data |= {name: text for name, text in anew.items() if text}
    row.save(update_fields=["data"])
    return True


def _sealed_anew(text: str) -> str:
    """Empty if it is encrypted with the current key already, or cannot be decrypted."""
    if not text.startswith(SEALED):
        return seal(text)
    token = text.removeprefix(SEALED)
    try:
        _key(settings.SECRET_KEY).decrypt(token)
    except InvalidToken:
        try:
            return SEALED + _keys().rotate(token).decode()
        except InvalidToken:
            log.error("A second factor was sealed with a SECRET_KEY that is not known any more")
    return ""


def _keys() -> MultiFernet:
    """The current key first."""
    return MultiFernet(
        [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str) -> Fernet:
    made = blake2b(b"second factor", key=sha256(secret.encode()).digest(), digest_size=32)
    return Fernet(urlsafe_b64encode(made.digest()))
