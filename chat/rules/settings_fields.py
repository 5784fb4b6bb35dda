"""What rules a chat has, by the names of their fields, and what they are now: rules_of()."""

from typing import Any

from ..models import Chat

RULES = (
    "slow_seconds",
    "followers_only",
    "verified_only",
    "min_age_minutes",
    "links_off",
    "locked",
    "hold",
)
SECRET = ("blocked_words",)  # who knows them knows how to get round them
HOURS = ("opens_minutes", "closes_minutes")  # its creator's to choose


def rules_of(chat: Chat, *, moderates: bool = True) -> dict[str, Any]:
    """As moderators are told them and as acts record them; or as anybody is told."""
    return {name: getattr(chat, name) for name in (RULES + SECRET if moderates else RULES)}
