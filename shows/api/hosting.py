"""What hosts do while the show is on, one address each; every rule is in shows/air/hosting.py."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.base import MemberRequest
from shows.air import hosting

from .acts import Act
from .lookup import seen
from .shapes import GoLiveForm, ShowShape


class GoLive(Act):
    @extend_schema(tags=["hosting"], request=GoLiveForm, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Raise the curtain. Somebody has to be sending; before the doors, `early` must be true."""
        show = seen(request, slug)
        hosting.raise_curtain(show, by=request.user, **self.read(GoLiveForm))
        return self.after(request, slug)


class TakeBack(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Take back a start that was a mistake, within five minutes and before its time."""
        hosting.take_back(seen(request, slug), by=request.user)
        return self.after(request, slug)


class KeepWaiting(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Let the audience of an interrupted show wait for the whole grace again."""
        hosting.keep_waiting(seen(request, slug), by=request.user)
        return self.after(request, slug)


class Reopen(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Reopen a show that ended because nobody came back, within an hour."""
        hosting.reopen(seen(request, slug), by=request.user)
        return self.after(request, slug)


class Pause(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Begin an intermission; it lasts until the show is resumed, even if somebody sends."""
        hosting.pause(seen(request, slug), by=request.user)
        return self.after(request, slug)


class Resume(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """End the intermission: live again as soon as somebody sends."""
        hosting.go_on(seen(request, slug), by=request.user)
        return self.after(request, slug)


class End(Act):
    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """End the show for good."""
        hosting.end(seen(request, slug), by=request.user)
        return self.after(request, slug)


class Mute(Act):
    scopes = {"PUT": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def put(self, request: MemberRequest, slug: str, part: str) -> Response:
        """Forward the sound of this part no more."""
        hosting.mute(seen(request, slug), part, by=request.user, muted=True)
        return self.after(request, slug)

    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def delete(self, request: MemberRequest, slug: str, part: str) -> Response:
        """Forward it again."""
        hosting.mute(seen(request, slug), part, by=request.user, muted=False)
        return self.after(request, slug)


class Removal(Act):
    scopes = {"PUT": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def put(self, request: MemberRequest, slug: str, part: str) -> Response:
        """Take this part off the stage, until it is let back."""
        hosting.remove(seen(request, slug), part, by=request.user)
        return self.after(request, slug)

    @extend_schema(tags=["hosting"], request=None, responses={200: ShowShape})
    def delete(self, request: MemberRequest, slug: str, part: str) -> Response:
        """Let it back."""
        hosting.restore(seen(request, slug), part, by=request.user)
        return self.after(request, slug)
