"""The secrets behind codes lie in the database sealed, and open for as long as a key is known."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.management import call_command

from accounts.sign_in import second_factor
from accounts.sign_in.second_factor import SEALED, seal_all
from tests.tools.authenticator import digits_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(make_user):
    """A member with an app and codes on paper: ada.seed and ada.paper."""
    user = make_user("ada")
    user.seed = generate_totp_secret()
    TOTP.activate(user, user.seed)
    user.paper = RecoveryCodes.activate(user).get_unused_codes()
    return user


def opens(user) -> tuple[bool, bool]:
    """Whether a code of the app and one on paper are good."""
    cache.clear()  # it remembers which digits were used
    app, paper = (user.authenticator_set.get(type=kind) for kind in ("totp", "recovery_codes"))
    return (
        TOTP(app).validate_code(digits_now(user.seed)),
        RecoveryCodes(paper).get_unused_codes() == user.paper,
    )


def kept() -> str:
    return json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))


def in_clear(user) -> None:
    """As a site kept them that knew no sealing."""
    for row in user.authenticator_set.all():
        for name in {"secret", "seed"} & set(row.data):
            row.data[name] = second_factor.unseal(row.data[name])
        row.save()


def test_what_is_kept_is_no_seed(ada):
    assert (ada.seed in kept(), kept().count(SEALED)) == (False, 2)
    assert opens(ada) == (True, True)


def test_what_was_kept_in_clear_is_good_and_sealed_at_the_next_migrate(ada):
    in_clear(ada)
    assert ada.seed in kept()
    assert opens(ada)[1]
    call_command("migrate", verbosity=0)
    assert (ada.seed in kept(), kept().count(SEALED)) == (False, 2)
    assert opens(ada) == (True, True)
    assert seal_all() == 0, "twice is once"


def test_a_new_key_takes_over_and_the_old_one_can_go(ada, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, which is long enough"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opens(ada)[1]
    assert seal_all() == 2
    settings.SECRET_KEY_FALLBACKS = []
    assert opens(ada) == (True, True)


def test_with_a_lost_key_no_code_is_good_and_nothing_is_destroyed(ada, settings, caplog):
    before, old = kept(), settings.SECRET_KEY
    settings.SECRET_KEY = "another key, which is long enough"
    assert opens(ada) == (False, False)
    guess = TOTP(ada.authenticator_set.get(type="totp"))
    assert not guess.validate_code(digits_now(""))
    assert (seal_all(), kept()) == (0, before)
    assert "is not known any more" in caplog.text
    settings.SECRET_KEY = old
    assert opens(ada)[1]
