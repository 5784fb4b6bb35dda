"""Members of the site under test, made inside it as a script; they sign in as everybody does."""

import json

PASSWORD = "a lamp over the stage"
# A good hash takes a third of a second. The site takes any, and makes a good one of it when its
# owner signs in, so whatever is tested there is as it was.
QUICK_PASSWORDS = """
from django.contrib.auth.hashers import PBKDF2PasswordHasher
PBKDF2PasswordHasher.iterations = 1
"""
CODE = """
import json
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from accounts.models import User
user = User.objects.create_user({name!r}, "{name}@example.org", {password!r}, is_staff={staff!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
secret = ""
if {second_factor!r}:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
print(json.dumps(secret))
"""


def make_member(site, name: str, *, staff: bool = False, second_factor: bool = False) -> str:
    """The seed of the second factor, if there is one."""
    return run_inside(
        site, CODE.format(name=name, password=PASSWORD, staff=staff, second_factor=second_factor)
    )


def run_inside(site, code: str):
    """What a script prints that runs inside the site under test."""
    ran = site.manage("shell", "--verbosity", "0", "--command", QUICK_PASSWORDS + code)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
