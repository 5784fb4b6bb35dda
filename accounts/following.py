"""Following a creator: follow() unfollow(); Follow rows are written here alone."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused

from .models import Follow, Suspension, User
from .suspensions import is_suspended

MOST_FOLLOWED = 2000


def follow(user: User, creator: User) -> None:
    """From now on; twice is once."""
    if user == creator:
        raise Refused("follow.yourself", _("This is your own page."))
    if is_suspended(user):
        raise Refused("account.suspended", _("This account is suspended for now."), status=403)
    if user.following.count() >= MOST_FOLLOWED and not follows(user, creator):
        raise Refused(
            "follow.too_many",
            _("You follow %(most)d people. Take your leave of somebody first.")
            % {"most": MOST_FOLLOWED},
        )
    Follow.objects.get_or_create(follower=user, creator=creator)


def unfollow(user: User, creator: User) -> None:
    Follow.objects.filter(follower=user, creator=creator).delete()


def follows(user: User | AnonymousUser, creator: User) -> bool:
    return user.is_authenticated and creator.followers.filter(follower=user).exists()


def follower_count(creator: User) -> int:
    """How many follow; people who left or are suspended do not count."""
    suspended = Suspension.objects.filter(user=OuterRef("follower"), lifted_at=None)
    return creator.followers.filter(~Exists(suspended), follower__is_active=True).count()
