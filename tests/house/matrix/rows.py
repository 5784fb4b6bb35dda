"""The rows of the matrix: for each address, by which method it is tried and who gets in.

A row without a policy cannot be tried like this and says why.
"""

import re
from dataclasses import dataclass, field

from .doors import Door
from .policies import (
    IN,
    LOGIN,
    OUT,
    Policy,
    all_once_announced,
    its_author_or_keepers,
    its_creator,
    its_keepers,
    its_performers,
    members,
    members_first,
    members_once_announced,
    members_who_see,
    moderators,
    nobody,
    open_to_all,
    sees,
    staff,
    the_member_themselves,
    those_who_see,
)
from .world import World

GET, POST, BOTH = ("get",), ("post",), ("get", "post")


@dataclass(frozen=True)
class Row:
    policy: Policy | None
    methods: tuple[str, ...] = GET
    room: str = ""
    arguments: dict = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    why: str = ""

    def by_show(self, door: Door) -> bool:
        """Whether the answer can depend on the state of the show."""
        return "slug" in door.arguments or "code" in door.arguments or "target" in door.arguments


def of_allauth(why: str) -> Row:
    return Row(None, why=why)


def its_guests(who: str, state: str) -> str:
    """Only whoever was invited to the cast, or made the show, can answer."""
    if who == "anonymous":
        return LOGIN if sees(who, state) else OUT
    return IN if who in ("cast", "creator") else OUT


def nobody_else(who: str, state: str) -> str:
    """Its creator is led to the address with a key in it; for others there is nothing."""
    return IN if who == "creator" else OUT


def members_find_nothing(who: str, state: str) -> str:
    return LOGIN if who == "anonymous" else OUT


def only_with_a_secret(who: str, state: str) -> str:
    """Relays have one; no account and no role helps."""
    return LOGIN


PAGES = {
    # ── for everybody
    "shows:whats_on": Row(open_to_all),
    "shows:archive": Row(open_to_all),
    "shows:category": Row(open_to_all),
    "shows:calendar": Row(open_to_all),
    "shows:rss": Row(open_to_all),
    "shows:atom": Row(open_to_all),
    "shows:creator_calendar": Row(open_to_all),
    "shows:creator_rss": Row(open_to_all),
    "shows:oembed": Row(nobody, why="asked without an address of a show"),
    "shows:stop_letters": Row(nobody, BOTH, why="an invitation's code is none of a letter"),
    "accounts:profile": Row(open_to_all),
    "accounts:picture": Row(open_to_all),
    "accounts:theme": Row(open_to_all, POST),
    "accounts:confirmed": Row(open_to_all),
    **{f"accounts:{kind}": Row(open_to_all) for kind in ("contact", "imprint", "privacy")},
    "house": Row(staff),
    "accounts:setup": Row(nobody, BOTH, why="the code is not the one on the terminal"),
    "accounts:report_done": Row(members),
    "healthz": Row(open_to_all),
    "readyz": Row(
        None, why="opens connections of its own; see tests/streaming/site/health/test_endpoints.py"
    ),
    "metrics": Row(open_to_all, why="asked from loopback"),
    "set_language": Row(open_to_all, POST),
    "api:schema": Row(open_to_all),
    "api:docs": Row(open_to_all),
    "api:problems": Row(open_to_all),
    # ── a show, by whoever may know of it
    "shows:show": Row(those_who_see),
    "chat:overlay": Row(nobody_else),
    "chat:renew_overlay": Row(nobody_else, POST),
    "chat:window": Row(all_once_announced),
    "shows:poster": Row(those_who_see),
    "shows:show_calendar": Row(those_who_see),
    "shows:unlock": Row(those_who_see, POST),
    "shows:seat": Row(members_who_see, POST),
    "shows:remind": Row(members_who_see, POST),
    "shows:answer_invitation": Row(its_guests, POST),
    "shows:invitation": Row(all_once_announced),
    "accounts:report": Row(members_first, BOTH),
    # ── the stage: whoever gets in is told that they sent no offer, or that nobody performs
    "whip": Row(its_performers, POST),
    "whip_session": Row(members_find_nothing, ("get", "patch", "delete"), why="never opened"),
    "whep": Row(those_who_see, BOTH),
    "whep_session": Row(nobody, ("get", "patch", "delete"), why="never opened"),
    "whep_layer": Row(nobody, BOTH, why="never opened"),
    "backstage_reports": Row(only_with_a_secret, POST),
    # ── members
    "shows:my_shows": Row(members),
    "accounts:follow": Row(members, POST),
    "accounts:settings": Row(members, BOTH),
    "accounts:tokens": Row(members),
    "accounts:new_token": Row(members, BOTH),
    "accounts:revoke_token": Row(the_member_themselves, POST),
    "accounts:export": Row(members, BOTH),
    "accounts:close": Row(members, BOTH),
    # ── creators, and nobody else, whatever else they are
    "shows:mine": Row(members),
    "shows:new": Row(members, BOTH),
    **{
        f"shows:{name}": Row(its_creator, BOTH)
        for name in ("edit", "duplicate", "reschedule", "cancel", "delete")
    },
    **{f"shows:{name}": Row(its_creator) for name in ("desk", "cast", "seats")},
    **{
        f"shows:{name}": Row(its_creator, POST)
        for name in (
            "announce",
            "rehearse",
            "end_rehearsal",
            "open_doors",
            "go_live",
            "take_back",
            "keep_waiting",
            "reopen",
            "invite",
            "credit",
            "capacity",
            "make_invitation",
        )
    },
    "shows:change_part": Row(its_creator, BOTH, room="cast"),
    "shows:dismiss": Row(its_creator, POST, room="cast"),
    "shows:revoke_invitation": Row(its_creator, POST, room="invitations"),
    "chat:settings": Row(its_creator, BOTH),
    "chat:take_back": Row(its_creator, POST, room="restrictions"),
    "shows:keys": Row(its_performers),
    "shows:live_desk": Row(its_performers),
    "encoder_seen": Row(its_performers),
    "shows:issue_key": Row(its_performers, POST),
    "shows:revoke_key": Row(its_creator, POST, room="keys"),
    # ── order
    "accounts:reports": Row(moderators),
    "accounts:decide_report": Row(moderators, GET, room="reports"),
    # ── allauth
    "account_login": Row(open_to_all),
    "account_signup": Row(open_to_all),
    "account_logout": Row(open_to_all),
    "account_inactive": Row(open_to_all),
    "account_reset_password": Row(open_to_all),
    "account_reset_password_done": Row(open_to_all),
    "account_reset_password_from_key_done": Row(open_to_all),
    "account_email_verification_sent": Row(open_to_all),
    **{
        name: Row(members)
        for name in (
            "account_change_password",
            "account_email",
            "account_set_password",
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_index",
            "mfa_list_webauthn",
            "mfa_reauthenticate",
            "usersessions_list",
        )
    },
    "account_confirm_email": of_allauth("the key in the letter is the right"),
    "account_reset_password_from_key": of_allauth("the key in the letter is the right"),
    "account_confirm_login_code": of_allauth("only in the middle of a sign-in"),
    "mfa_authenticate": of_allauth("only in the middle of a sign-in"),
    "mfa_login_webauthn": of_allauth("hands out a challenge to whoever signs in"),
    "mfa_reauthenticate_webauthn": of_allauth("hands out a challenge to the member"),
    "mfa_deactivate_totp": of_allauth("needs a second factor that is set up"),
    "mfa_edit_webauthn": of_allauth("needs a passkey of one's own"),
    "mfa_remove_webauthn": of_allauth("needs a passkey of one's own"),
    "mfa_download_recovery_codes": of_allauth("needs a second factor that is set up"),
    "mfa_generate_recovery_codes": of_allauth("needs a second factor that is set up"),
    "mfa_view_recovery_codes": of_allauth("needs a second factor that is set up"),
}


def _its_guests_with_token(who: str, state: str) -> str:
    """The API asks who is there before it looks anything up."""
    return LOGIN if who == "anonymous" else its_guests(who, state)


def _no_seat_here(who: str, state: str) -> str:
    """One's seat; nobody in this world has taken one."""
    return LOGIN if who == "anonymous" else OUT


V1 = "/api/v1"
OPERATIONS: dict[str, Policy] = {
    f"GET {V1}/categories/": open_to_all,
    f"GET {V1}/shows/": open_to_all,
    f"GET {V1}/people/{{username}}/": open_to_all,
    f"GET {V1}/shows/{{slug}}/": those_who_see,
    f"GET {V1}/shows/{{slug}}/cast/": its_creator,
    f"GET {V1}/invitations/{{code}}/": all_once_announced,
    **{
        f"GET {V1}/me/{name}": members
        for name in ("", "following/", "parts/", "reminders/", "seats/", "shows/", "tokens/")
    },
    f"PATCH {V1}/me/": members,
    f"PUT {V1}/me/picture/": members,
    f"DELETE {V1}/me/picture/": members,
    f"POST {V1}/me/tokens/": members,
    f"DELETE {V1}/me/tokens/{{token_id}}/": the_member_themselves,
    f"PUT {V1}/people/{{username}}/follow/": members,
    f"DELETE {V1}/people/{{username}}/follow/": members,
    f"POST {V1}/invitations/{{code}}/": members,
    f"POST {V1}/reports/": members,
    f"GET {V1}/reports/": moderators,
    f"POST {V1}/reports/{{report_id}}/decision/": moderators,
    f"POST {V1}/shows/": members,
    f"GET {V1}/shows/{{slug}}/seat/": _no_seat_here,
    f"PUT {V1}/shows/{{slug}}/seat/": members_first,
    f"DELETE {V1}/shows/{{slug}}/seat/": members_first,
    f"PUT {V1}/shows/{{slug}}/reminder/": members_first,
    f"DELETE {V1}/shows/{{slug}}/reminder/": members_first,
    f"PUT {V1}/shows/{{slug}}/cast/answer/": _its_guests_with_token,
    f"GET {V1}/shows/{{slug}}/keys/": its_performers,
    f"POST {V1}/shows/{{slug}}/keys/": its_performers,
    f"DELETE {V1}/shows/{{slug}}/keys/{{prefix}}/": its_creator,
    f"GET {V1}/shows/{{slug}}/chat/": all_once_announced,
    f"POST {V1}/shows/{{slug}}/chat/": members_once_announced,
    f"DELETE {V1}/shows/{{slug}}/chat/{{message_number}}/": its_author_or_keepers,
    f"GET {V1}/shows/{{slug}}/chat/rules/": all_once_announced,
    f"GET {V1}/shows/{{slug}}/chat/export/": its_creator,
    **{
        f"{operation.replace(' ', f' {V1}/shows/{{slug}}/chat/', 1)}": its_keepers
        for operation in (
            "POST announcements/",
            "POST polls/",
            "PUT {message_number}/pin/",
            "DELETE {message_number}/pin/",
            "POST {message_number}/settle/",
            "GET acts/",
            "POST acts/{act_number}/undo/",
            "POST silences/",
            "POST bans/",
            "PATCH rules/",
            "GET queue/",
            "POST queue/{held_id}/",
            "DELETE queue/{held_id}/",
        )
    },
    **{
        f"{operation.replace(' ', f' {V1}/shows/{{slug}}/', 1)}": its_creator
        for operation in (
            "PATCH ",
            "DELETE ",
            "PUT poster/",
            "DELETE poster/",
            "POST announce/",
            "POST cancel/",
            "POST duplicate/",
            "POST rehearse/",
            "POST end-rehearsal/",
            "POST reschedule/",
            "POST open-doors/",
            "POST go-live/",
            "POST take-back/",
            "POST keep-waiting/",
            "POST reopen/",
            "POST pause/",
            "POST resume/",
            "POST end/",
            "PUT stage/{part}/mute/",
            "DELETE stage/{part}/mute/",
            "PUT stage/{part}/removal/",
            "DELETE stage/{part}/removal/",
            "POST cast/",
            "PATCH cast/{member_id}/",
            "DELETE cast/{member_id}/",
            "GET seats/",
            "GET invitations/",
            "POST invitations/",
            "DELETE invitations/{invitation_id}/",
        )
    },
}

# Pages of the admin that are no pages: the way in and out, and its texts for scripts.
ADMIN_ARGUMENTS = {"app_label": "accounts"}
ADMIN_ASIDE = {"admin:login", "admin:logout", "admin:jsi18n"}


def fill(path: str, here: World) -> str:
    """The address of an operation in this world."""
    names = re.findall(r"\{(\w+)\}", path)
    return path.format(**here.arguments(names, ""))


__all__ = ["ADMIN_ASIDE", "OPERATIONS", "PAGES", "fill", "sees"]
