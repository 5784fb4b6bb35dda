from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord, PersonalToken
from accounts.tokens import MOST_TOKENS, issue_token, revoke_token, token_for_secret
from streaming.foundation.refusals import Refused


@pytest.fixture
def ada(make_user):
    return make_user("ada")


def issue(user, **more):
    return issue_token(user, **{"name": "script", "scopes": ["shows:read"]} | more)


def test_a_secret_finds_its_token_and_owner(ada):
    token, secret = issue(ada)
    assert secret.startswith(f"fl_{token.prefix}_")
    found = token_for_secret(secret)
    assert (found, found.user, found.scopes) == (token, ada, ["shows:read"])
    assert found.last_used_at is not None


def test_only_a_digest_is_kept(ada):
    token, secret = issue(ada)
    row = PersonalToken.objects.values().get(pk=token.pk)
    hidden = secret.split("_", 2)[2]  # which may hold the sign that separates, too
    assert hidden not in str(row)
    assert hidden not in str(list(AuditRecord.objects.values()))


@pytest.mark.parametrize("bad", ["", "fl_", "fl_x", "nothing", "fl_ü_x", "fl_" + "a" * 5000, "\0"])
def test_nonsense_finds_nothing(db, bad):
    assert token_for_secret(bad) is None


def test_the_right_prefix_with_another_secret_finds_nothing(ada):
    _, secret = issue(ada)
    assert token_for_secret(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None


def test_a_revoked_token_is_worthless_and_revoking_twice_is_once(ada):
    token, secret = issue(ada)
    revoke_token(token, by=ada)
    revoke_token(token, by=ada)
    assert token_for_secret(secret) is None
    assert AuditRecord.objects.filter(verb="token.revoked").count() == 1


def test_a_token_past_its_day_is_worthless(ada):
    token, secret = issue(ada, expires_at=timezone.now() + timedelta(days=1))
    PersonalToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert token_for_secret(secret) is None


def test_tokens_of_closed_people_are_worthless(make_user):
    _, other = issue(make_user("bob", is_active=False))
    assert token_for_secret(other) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"scopes": []}, "token.unknown_scope"),
        ({"scopes": ["shows:read", "admin"]}, "token.unknown_scope"),
        ({"name": "  "}, "token.no_name"),
        ({"name": "a" * 10_000}, "text.too_long"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "token.expires_in_past"),
    ],
)
def test_a_wrong_wish_makes_no_token(ada, wrong, code):
    with pytest.raises(Refused) as refusal:
        issue(ada, **wrong)
    assert refusal.value.code == code
    assert not PersonalToken.objects.exists()


def test_there_is_an_end_to_tokens(ada):
    for _ in range(MOST_TOKENS):
        issue(ada)
    with pytest.raises(Refused) as refusal:
        issue(ada)
    assert refusal.value.code == "token.too_many"
