"""What may be asked of a chat besides writing and reading, type by type: a verb of the domain that
is given the show, who asks and the fields, and answers with the type and the fields of the reply.
Each makes sure for itself that this person may.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from shows.models import Show

from . import moderation, voting

Answer = tuple[str, dict[str, Any]]


def delete(show: Show, by: User, number: int, why: str = "") -> Answer:
    moderation.delete(show, number, by=by, why=why)
    return "done", {}


def react(show: Show, by: User, number: int, sign: str, on: bool) -> Answer:
    voting.react(show, number, sign, on, by=by)
    return "done", {}


def vote(show: Show, by: User, number: int, option: int, on: bool) -> Answer:
    voting.vote(show, number, option, on, by=by)
    return "done", {}


DEEDS: dict[str, Callable[..., Answer]] = {"delete": delete, "react": react, "vote": vote}
