"""An authenticator app for tests."""

import time

from allauth.mfa.totp.internal import auth as totp

UNHURRIED_SECONDS = 4


def digits_now(secret: str) -> str:
    """What the app shows; the next digits if these are about to change."""
    period = totp.app_settings.TOTP_PERIOD
    if (left := period - time.time() % period) < UNHURRIED_SECONDS:
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // period))


def other_digits(secret: str) -> str:
    """Six digits that are not the ones of now."""
    return f"{(int(digits_now(secret)) + 1) % 1_000_000:06}"
