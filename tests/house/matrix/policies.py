"""What each kind of door answers to each kind of visitor, said again and independently of the
code that decides it: a policy is a table, not a call into shows/access.py."""

from collections.abc import Callable

from shows.states import State

WHO = ("anonymous", "member", "creator", "rival", "cast", "moderator", "staff")
IN, OUT, LOGIN = "in", "out", "login"
Policy = Callable[[str, State], str]

KNOW_DRAFTS = {"creator", "cast", "moderator", "staff"}


def sees(who: str, state: State) -> bool:
    return state != State.DRAFT or who in KNOW_DRAFTS


def open_to_all(who: str, state: State) -> str:
    return IN


def nobody(who: str, state: State) -> str:
    return OUT


def members(who: str, state: State) -> str:
    return LOGIN if who == "anonymous" else IN


def those_who_see(who: str, state: State) -> str:
    return IN if sees(who, state) else OUT


def members_who_see(who: str, state: State) -> str:
    """Strangers are asked to sign in only for what they may know of."""
    return LOGIN if who == "anonymous" and sees(who, state) else those_who_see(who, state)


def members_first(who: str, state: State) -> str:
    """Strangers are asked to sign in before anything is looked up."""
    return LOGIN if who == "anonymous" else those_who_see(who, state)


def all_once_announced(who: str, state: State) -> str:
    return IN if state != State.DRAFT else OUT


def members_once_announced(who: str, state: State) -> str:
    return LOGIN if who == "anonymous" else all_once_announced(who, state)


def its_keepers(who: str, state: State) -> str:
    """Who keeps order in a chat. A draft has none."""
    if who == "anonymous":
        return LOGIN
    keepers = ("creator", "moderator", "staff")
    return IN if who in keepers and state != State.DRAFT else OUT


def its_author_or_keepers(who: str, state: State) -> str:
    """The member wrote the only message there is."""
    own = who == "member" and state != State.DRAFT
    return IN if own else its_keepers(who, state)


def _only(*allowed: str) -> Policy:
    def policy(who: str, state: State) -> str:
        if who == "anonymous":
            return LOGIN
        return IN if who in allowed else OUT

    return policy


its_creator = _only("creator")
its_performers = _only("creator", "cast")
its_cast = _only("creator", "cast")
the_member_themselves = _only("member")
moderators = _only("moderator", "staff")
staff = _only("staff")
