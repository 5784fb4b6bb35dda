"""The poster of a show."""

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView, done
from shows.posters.uploads import remove_poster, set_poster

from .lookup import own, seen
from .shapes import PosterForm, ShowShape


class Poster(ApiView):
    scopes = {"PUT": "shows:write", "DELETE": "shows:write"}
    parser_classes = [MultiPartParser]
    throttle_scope = "pictures"

    @extend_schema(
        tags=["poster"], request={"multipart/form-data": PosterForm}, responses=ShowShape
    )
    def put(self, request: Request, slug: str) -> Response:
        """Hang a poster; it is drawn afresh, whole and as a card."""
        show = own(request, slug)
        set_poster(show, self.read(PosterForm)["poster"])
        return self.tell(seen(request, slug), ShowShape)

    @extend_schema(tags=["poster"], responses={204: None})
    def delete(self, request: Request, slug: str) -> Response:
        """Take it down; the drawn one comes back."""
        remove_poster(own(request, slug))
        return done()
