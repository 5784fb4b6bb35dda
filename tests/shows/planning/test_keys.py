import pytest

from shows.models import StreamKey
from shows.planning import casting, keys
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def issue(show, holder=None):
    holder = holder or show.creator
    return keys.issue_key(show, holder=holder, by=holder)


def test_a_secret_opens_its_show_and_is_not_kept(make_show):
    show = make_show()
    key, secret = issue(show)
    found = keys.show_for_key(secret)
    assert (found, found.show) == (key, show)
    kept = StreamKey.objects.values().get()
    assert [name for name, value in kept.items() if secret in str(value)] == []
    assert secret.partition("-")[2] not in str(kept)


def test_using_a_key_is_noticed(make_show):
    key, secret = issue(make_show())
    keys.show_for_key(secret)
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_new_key_ends_the_old_one(make_show):
    show = make_show()
    _old, first = issue(show)
    _new, second = issue(show)
    assert keys.show_for_key(first) is None
    assert keys.show_for_key(second).show == show
    assert show.stream_keys.filter(revoked_at=None).count() == 1


def test_a_revoked_key_opens_nothing(make_show):
    key, secret = issue(make_show())
    keys.revoke_key(key, by=None)
    assert keys.show_for_key(secret) is None


@pytest.mark.parametrize("forge", [lambda s: s[:-1], lambda s: s + "x", lambda s: "-" + s])
def test_almost_a_secret_is_no_secret(make_show, forge):
    _key, secret = issue(make_show())
    assert keys.show_for_key(forge(secret)) is None


@pytest.mark.parametrize("nonsense", ["", "-", "\x00", "ä" * 500, "a-b"])
def test_nonsense_opens_nothing(nonsense):
    assert keys.show_for_key(nonsense) is None


def test_strangers_moderators_and_those_who_have_not_answered_get_no_key(make_show, make_user):
    show, bob, cyd = make_show(), make_user("bob"), make_user("cyd")
    casting.invite(show, user=bob, part="performer", by=show.creator)
    moderator = casting.invite(show, user=cyd, part="moderator", by=show.creator)
    casting.answer(moderator, accepted=True)
    for holder in (bob, cyd, make_user("eve")):
        with pytest.raises(Refused) as refused:
            issue(show, holder)
        assert refused.value.code == "key.not_a_performer"


def test_who_leaves_the_cast_leaves_the_key(make_show, make_user):
    show, bob = make_show(), make_user("bob")
    member = casting.invite(show, user=bob, part="performer", by=show.creator)
    casting.answer(member, accepted=True)
    _key, secret = issue(show, bob)
    casting.dismiss(member, by=show.creator)
    assert keys.show_for_key(secret) is None


@pytest.mark.parametrize("state", ["ended", "replay", "cancelled"])
def test_a_show_that_is_over_gets_no_key(make_show, state):
    with pytest.raises(Refused) as refused:
        issue(make_show(state=state))
    assert refused.value.code == "show.wrong_moment"
