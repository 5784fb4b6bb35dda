"""The people of the chat benchmark, in the database of a site: members who are signed in."""

import json
from collections.abc import Callable

MAKE = """
import json
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from accounts.models import User
from shows.models import Show
Store = import_module(settings.SESSION_ENGINE).SessionStore
creator, _ = User.objects.get_or_create(username="stagedoor", defaults={"email": "s@example.org"})
show, _ = Show.objects.get_or_create(slug="SLUG", defaults={"creator": creator, "title": "Bench",
    "category": "theatre", "starts_at": timezone.now() + timedelta(minutes=5), "state": "doors"})
User.objects.bulk_create([User(username=f"member-{n}", password=f"!{n}", email=f"m{n}@example.org")
    for n in range(COUNT)], ignore_conflicts=True)
cookies = []
for user in User.objects.filter(username__startswith="member-").order_by("pk")[:COUNT]:
    session = Store()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
print(json.dumps(cookies))
"""


def make(manage: Callable[..., str], slug: str, count: int) -> list[str]:
    """Their cookies."""
    script = MAKE.replace("SLUG", slug).replace("COUNT", str(count))
    return json.loads(manage("shell", "-v", "0", "-c", script).strip().splitlines()[-1])
