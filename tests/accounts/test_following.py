import pytest

from accounts.following import follow, follower_count, follows, unfollow
from accounts.suspensions import suspend
from streaming.foundation.refusals import Refused


def test_following_twice_is_once_and_can_be_ended(make_user):
    ada, bob = make_user("ada"), make_user("bob")
    follow(bob, ada)
    follow(bob, ada)
    assert (follows(bob, ada), follower_count(ada)) == (True, 1)
    unfollow(bob, ada)
    assert (follows(bob, ada), follower_count(ada)) == (False, 0)


def test_nobody_follows_themselves(make_user):
    ada = make_user("ada")
    with pytest.raises(Refused) as refusal:
        follow(ada, ada)
    assert refusal.value.code == "follow.yourself"


def test_those_who_left_or_are_suspended_do_not_count(make_user):
    ada = make_user("ada")
    for name in ("bob", "eve", "kim"):
        follow(make_user(name), ada)
    gone, bad = ada.followers.get(follower__username="bob").follower, "eve"
    gone.is_active = False
    gone.save()
    boss = make_user("boss", is_staff=True)
    suspend(ada.followers.get(follower__username=bad).follower, by=boss, reason="spam")
    assert follower_count(ada) == 1
