"""Stream keys: the creator issues them to every performer, a performer to themselves."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, With, done
from accounts.models import User
from shows.access import can_edit, can_perform
from shows.models import Show, StreamKey
from shows.planning.keys import issue_key, not_a_performer, revoke_key

from .lookup import seen
from .people_shapes import KeyForm, KeyShape, NewKeyShape


class Keys(ApiView):
    scopes = {"GET": "shows:read", "POST": "keys:write"}
    asks_again = ("POST",)
    throttle_scope = "keys"
    page_ordering = "-pk"

    @extend_schema(tags=["keys"], responses=KeyShape(many=True))
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Keys that open the stage: all of a show of yours, else only your own."""
        return self.page(_keys(request, _stage(request, slug)), KeyShape)

    @extend_schema(tags=["keys"], request=KeyForm, responses={201: NewKeyShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """A new key; its secret is told once, here, and the holder's old key ends."""
        show = _stage(request, slug)
        holder = _holder(request, show, self.read(KeyForm).get("holder", ""))
        key, secret = issue_key(show, holder=holder, by=request.user)
        return self.tell(With(key, secret=secret), NewKeyShape, 201)


class Key(ApiView):
    scopes = {"DELETE": "keys:write"}
    throttle_scope = "keys"

    @extend_schema(tags=["keys"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str, prefix: str) -> Response:
        """Revoke a key: whoever performs with it is cut off."""
        key = _keys(request, _stage(request, slug)).filter(prefix=prefix).first()
        if key is None:
            raise Http404
        revoke_key(key, by=request.user)
        return done()


def _stage(request: MemberRequest, slug: str) -> Show:
    """A show on whose stage whoever asks may stand; else Http404."""
    show = seen(request, slug)
    if not can_edit(request.user, show) and not can_perform(request.user, show):
        raise Http404
    return show


def _keys(request: MemberRequest, show: Show) -> QuerySet[StreamKey]:
    keys = show.stream_keys.filter(revoked_at=None).select_related("holder", "show")
    return keys if can_edit(request.user, show) else keys.filter(holder=request.user)


def _holder(request: MemberRequest, show: Show, username: str) -> User:
    if username in ("", request.user.username):
        return request.user
    holder = User.objects.filter(username=username, parts__show=show).first()
    if holder is None or not can_edit(request.user, show):
        raise not_a_performer()
    return holder
