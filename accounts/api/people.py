"""Other people: their page, and following them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.following import follow, follower_count, follows, unfollow
from accounts.models import User
from accounts.views.people import find_person

from .base import ApiView, MemberRequest, With, done
from .shapes import PersonShape, PublicProfileShape


class Person(ApiView):
    scopes = {"GET": "profile:read"}
    public = ("GET",)

    @extend_schema(tags=["people"], responses=PublicProfileShape)
    def get(self, request: Request, username: str) -> Response:
        """What stands on somebody's page."""
        person = find_person(request, username)
        followed = follows(request.user, person)
        told = With(person, follower_count=follower_count(person), followed=followed)
        return self.tell(told, PublicProfileShape)


class Following(ApiView):
    scopes = {"GET": "profile:read"}
    page_ordering = "username"

    @extend_schema(tags=["people"], responses=PersonShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The creators you follow."""
        creators = User.objects.filter(followers__follower=request.user, is_active=True)
        return self.page(creators, PersonShape)


class Follow(ApiView):
    scopes = {"PUT": "profile:write", "DELETE": "profile:write"}

    @extend_schema(tags=["people"], request=None, responses={204: None})
    def put(self, request: MemberRequest, username: str) -> Response:
        """Follow a creator; twice is once."""
        follow(request.user, find_person(request, username))
        return done()

    @extend_schema(tags=["people"], responses={204: None})
    def delete(self, request: MemberRequest, username: str) -> Response:
        """Follow them no longer."""
        unfollow(request.user, find_person(request, username))
        return done()
