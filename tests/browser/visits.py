"""Every page of the site: how a browser comes to it, or why it never does.

An address without a row fails tests/house/test_visits.py. Values that only the staged site knows
(tests/browser/tools/cast_of_pages.py) are named by their key there; a show is named by its state.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from .tools.cast_of_pages import PASSWORD

STRANGER = ""


@dataclass(frozen=True)
class Visit:
    """Who comes, to which show, and what they fill in and press before they look."""

    who: str = STRANGER
    show: str = "announced"
    arguments: dict = field(default_factory=dict)
    query: str = ""
    fill: dict = field(default_factory=dict)
    press: str = ""

    def address(self, name: str, parts: tuple[str, ...], facts: dict) -> str:
        known = {"slug": facts["slugs"][self.show], "kind": "show", "target": "evening-doors"}
        values = facts | known | self.arguments
        kwargs = {part: values[part] for part in parts}
        for part, value in kwargs.items():
            kwargs[part] = facts.get(value, value) if part in self.arguments else value
        return reverse(name, kwargs=kwargs) + self.query


def at(*states: str, who: str = "maker") -> list[Visit]:
    return [Visit(who, state) for state in states]


def signing_in(name: str, password: str = PASSWORD) -> Visit:
    """Whatever comes after name and password."""
    fill = {"login": name, "password": password}
    return Visit(fill=fill, press="form[data-at=sign-in] [type=submit]")


MAIN = "main form [type=submit]"
ALL_STATES = (
    *("announced", "rehearsal", "doors", "live", "interrupted", "intermission"),
    *("ended", "replay", "cancelled"),
)

VISITS: dict[str, list[Visit]] = {
    "shows:whats_on": [Visit(), Visit("viewer"), Visit(query="?q=nothing+matches+this")],
    "shows:archive": [Visit()],
    "shows:category": [Visit()],
    "shows:my_shows": [Visit("viewer"), Visit("guard")],
    "shows:show": [
        *at(*ALL_STATES, who=STRANGER),
        *at("draft", "announced", "live"),
        Visit("viewer"),
    ],
    "chat:window": [*at("announced", "live", who=STRANGER), *at("live", "ended")],
    "chat:overlay": [Visit("maker", "live")],
    "shows:invitation": [Visit(), Visit("viewer")],
    "shows:mine": [Visit("maker"), Visit("viewer")],
    "shows:new": [Visit("maker"), Visit("maker", press=MAIN)],
    "shows:desk": at("draft", *ALL_STATES),
    "shows:live_desk": at("draft", "announced", "doors", "live", "ended", "lost", "cancelled"),
    "encoder_seen": at("announced", "live"),
    "shows:edit": at("draft", "announced", "doors"),
    "shows:duplicate": at("announced"),
    "shows:reschedule": at("announced"),
    "shows:cancel": at("announced"),
    "shows:announce": at("draft"),
    "shows:rehearse": at("announced"),
    "shows:end_rehearsal": at("rehearsal"),
    "shows:open_doors": at("announced"),
    "shows:go_live": at("announced"),
    "shows:take_back": at("early"),
    "shows:keep_waiting": at("waiting"),
    "shows:reopen": at("lost"),
    "shows:delete": at("draft"),
    "shows:cast": at("draft", "announced"),
    "shows:change_part": [
        Visit("maker", arguments={"pk": "guest"}),
        Visit("maker", arguments={"pk": "guest"}, press=MAIN),
    ],
    "shows:dismiss": [Visit("maker", arguments={"pk": "guest"})],
    "shows:seats": at("draft", "announced"),
    "chat:settings": at("draft", "announced"),
    "shows:keys": [*at("announced", "draft"), Visit("maker", "ended")],
    "shows:issue_key": at("announced", "draft"),
    "shows:revoke_key": [Visit("maker", arguments={"pk": "stream_key"})],
    "shows:stop_letters": [Visit(arguments={"code": "stop"})],
    "accounts:contact": [Visit()],
    "accounts:imprint": [Visit()],
    "accounts:privacy": [Visit()],
    "house": [Visit("staff")],
    "accounts:profile": [Visit(), Visit("maker")],
    "accounts:settings": [Visit("maker")],
    "accounts:tokens": [Visit("maker"), Visit("viewer")],
    "accounts:new_token": [Visit("maker"), Visit("maker", press=MAIN)],
    "accounts:export": [Visit("maker")],
    "accounts:close": [Visit("maker")],
    "accounts:report": [Visit("viewer"), Visit("viewer", press=MAIN)],
    "accounts:report_done": [Visit("viewer")],
    "accounts:reports": [Visit("guard")],
    "accounts:decide_report": [Visit("guard"), Visit("guard", press=MAIN)],
    "api:docs": [Visit()],
    "api:problems": [Visit()],
    "account_login": [Visit(), signing_in("maker", "wrong"), signing_in("banned")],
    "account_logout": [Visit("maker")],
    "account_inactive": [Visit()],
    "account_signup": [Visit(), Visit(press=MAIN)],
    "account_reauthenticate": [Visit("maker")],
    "account_email": [Visit("maker")],
    "account_email_verification_sent": [Visit()],
    "account_change_password": [Visit("maker")],
    "account_reset_password": [Visit()],
    "account_reset_password_done": [Visit()],
    "account_reset_password_from_key": [
        Visit(arguments={"key": "reset_key"}),
        Visit(arguments={"key": "outdated"}),
    ],
    "account_reset_password_from_key_done": [Visit()],
    "account_confirm_email": [Visit(), Visit(arguments={"key": "outdated"})],
    "mfa_index": [Visit("viewer"), Visit("maker")],
    "mfa_reauthenticate": [Visit("viewer")],
    "mfa_activate_totp": [Visit("maker")],
    "mfa_deactivate_totp": [Visit("viewer")],
    "mfa_view_recovery_codes": [Visit("viewer")],
    "mfa_generate_recovery_codes": [Visit("viewer")],
    "mfa_list_webauthn": [Visit("viewer"), Visit("maker")],
    "mfa_add_webauthn": [Visit("maker")],
    "mfa_remove_webauthn": [Visit("viewer", arguments={"pk": "passkey"})],
    "mfa_edit_webauthn": [Visit("viewer", arguments={"pk": "passkey"})],
    "usersessions_list": [Visit("viewer")],
    "admin:index": [Visit("staff")],
    "admin:app_list": [Visit("staff", arguments={"app_label": "shows"})],
}

POSTED = "takes a POST alone and leads to a page that is visited"
FILE = "is a file or a feed, not a page"
STAGE = "speaks to encoders, players and relays; see tests/streaming/stage/doors/"
NOT_VISITED: dict[str, str] = {
    **dict.fromkeys(
        ("whip", "whip_session", "whep", "whep_session", "whep_layer", "backstage_reports"),
        STAGE,
    ),
    **dict.fromkeys(
        (
            *("shows:unlock", "shows:seat", "shows:remind", "shows:answer_invitation"),
            *("shows:invite", "shows:credit", "shows:capacity", "shows:make_invitation"),
            *("shows:revoke_invitation", "chat:take_back"),
            "chat:renew_overlay",
            *("accounts:follow", "accounts:revoke_token", "accounts:theme", "set_language"),
        ),
        POSTED,
    ),
    **dict.fromkeys(
        (
            *("shows:poster", "shows:calendar", "shows:show_calendar", "shows:creator_calendar"),
            *("shows:rss", "shows:atom", "shows:creator_rss", "shows:oembed", "accounts:picture"),
            *("api:schema", "healthz", "readyz", "metrics", "mfa_download_recovery_codes"),
            *(
                "mfa_login_webauthn",
                "mfa_reauthenticate_webauthn",
                "admin:jsi18n",
                "admin:autocomplete",
            ),
        ),
        FILE,
    ),
    "mfa_authenticate": "comes after the password: see BESIDE",
    "accounts:confirmed": "is asked by the page that waits for a confirmed address",
    "accounts:setup": "is visited first, before the house has staff",
    "account_confirm_login_code": "codes by mail are switched off",
    "account_set_password": "leads on: every member has a password",
    "admin:login": "leads to the site's own page",
    "admin:logout": "leads to the site's own page",
    "admin:password_change_done": "comes after a form that the admin does not have",
}

# Pages without an address of their own.
BESIDE = [
    ("/shows/there-is-no-such-show/", Visit()),
    ("/there/is/no/such/page", Visit("maker")),
    ("/accounts/login/", signing_in("twostep")),
]


def tour(doors: list, facts: dict) -> Iterator[tuple[str, Visit]]:
    """Every visit with its address."""
    parts = {door.name: door.arguments for door in doors}
    for name, visits in VISITS.items():
        for visit in visits:
            yield visit.address(name, parts[name], facts), visit
    yield from BESIDE
    yield from _of_admin_rows(facts)


def _of_admin_rows(facts: dict) -> Iterator[tuple[str, Visit]]:
    """For each thing in the admin: its list, one of it, and what happened to that."""
    for model, row in facts["admin"].items():
        yield reverse(f"admin:{model}_changelist"), Visit("staff")
        if row is not None:
            yield reverse(f"admin:{model}_change", args=[row]), Visit("staff")
    yield reverse("admin:accounts_user_history", args=[1]), Visit("staff")
