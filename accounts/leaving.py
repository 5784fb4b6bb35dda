"""Taking one's things along and closing an account: export_of() and close_account().

Upper floors add theirs: they listen to `collecting_export` and `account_closing`.
"""

import io
import json
import zipfile
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from streaming.foundation.pictures import PERSON_SIZES, drop_picture, read_picture
from streaming.foundation.refusals import Refused

from . import audit
from .models import Follow, PersonalToken, Role, User
from .sign_in.sessions import end_sessions
from .signals import account_closing, collecting_export


def export_of(user: User) -> io.BytesIO:
    """Everything we keep of a person as a zip: JSON to read, pictures as files.

    It is whole before the first byte is sent: what fails, fails before there is a file.
    """
    files: dict[str, bytes] = {}

    def add(path: str, content: str | bytes) -> None:
        files[path] = content.encode() if isinstance(content, str) else content

    add("profile.json", as_json(profile_of(user)))
    if user.picture and (picture := read_picture(user.picture, "full")):
        add("pictures/profile.webp", picture)
    collecting_export.send(User, user=user, add=add)
    return _zip_of(files)


def as_json(thing: Any) -> str:
    """JSON that people can read; times in ISO 8601."""
    return json.dumps(thing, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"


def profile_of(user: User) -> dict[str, Any]:
    """What accounts keep of a person; secrets and their digests are nobody's to take along."""
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    return {
        "username": user.username,
        "name": user.display_name,
        "bio": user.bio,
        "links": user.links,
        "time_zone": user.time_zone,
        "language": user.language,
        "theme": user.theme,
        "joined_at": user.date_joined,
        "email_addresses": list(addresses.values("email", "verified", "primary")),
        "roles": list(user.roles.values("name", "granted_at")),
        "follows": list(user.following.values_list("creator__username", flat=True)),
        "followers": user.followers.count(),
        "tokens": list(
            user.tokens.values("name", "prefix", "scopes", "created_at", "expires_at", "revoked_at")
        ),
        "second_steps": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "suspensions": list(user.suspensions.values("reason", "started_at", "lifted_at")),
        "reports": list(user.reports.values("kind", "target_name", "reason", "words", "made_at")),
    }


@transaction.atomic
def close_account(user: User) -> None:
    """Anonymise the row and remove what belongs to the person; all of it or nothing.

    Whoever listens to `account_closing` may refuse: then the account stays as it was.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _check_not_last_admin(user)
    account_closing.send(User, user=user)
    _remove_belongings(user)
    _anonymise(user)
    audit.record(user, "account.closed", user)
    end_sessions(user)


def _check_not_last_admin(user: User) -> None:
    admins = User.objects.filter(is_superuser=True, is_active=True)
    if user.is_superuser and not admins.exclude(pk=user.pk).exists():
        raise Refused(
            "account.last_admin",
            _("You are the only admin. Make somebody else an admin first."),
        )


def _remove_belongings(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    PersonalToken.objects.filter(user=user).delete()
    Role.objects.filter(user=user).delete()
    Follow.objects.filter(follower=user).delete()
    Follow.objects.filter(creator=user).delete()
    picture = user.picture
    transaction.on_commit(lambda: drop_picture(picture, PERSON_SIZES))


def _anonymise(user: User) -> None:
    user.username = f"closed-{user.pk}"
    user.email = user.display_name = user.bio = user.time_zone = user.language = ""
    user.links, user.picture, user.theme = [], None, "auto"
    user.is_active = user.is_staff = user.is_superuser = False
    user.closed_at = timezone.now()
    user.set_unusable_password()
    user.save()


def _zip_of(files: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(path, content)
    out.seek(0)
    return out
