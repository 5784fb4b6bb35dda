"""PrivateByDefault: Cache-Control for answers that depend on who is signed in.

Views that set Cache-Control themselves, and pages with an ETag, which are the same for everybody,
are not changed.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Pages about accounts: not even the browser keeps them.
PERSONAL = ("/accounts/", "/settings/", "/people/", "/report/")
API = "/api/v1/"
NOT_KEPT = "private, no-store"
# Other pages of people who are signed in: their browser may show them on “back”, else asks again.
ASKED_AGAIN = "private, no-cache"


class PrivateByDefault:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" in response.headers:
            return response
        if request.path.startswith(PERSONAL):
            response.headers["Cache-Control"] = NOT_KEPT
        elif request.user.is_authenticated and "ETag" not in response.headers:
            of_api = request.path.startswith(API)
            response.headers["Cache-Control"] = NOT_KEPT if of_api else ASKED_AGAIN
        return response
