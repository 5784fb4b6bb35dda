"""What somebody is shown is kept by nobody else: Private.

A view that says itself how its answer may be kept is not changed, and neither is a page that is the
same for all and has an ETag.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# About accounts, whoever asks: nothing of it is kept, not even by their own browser.
PERSONAL = ("/accounts/", "/settings/", "/people/", "/report/")
API = "/api/v1/"
NOT_KEPT = "private, no-store"
# Pages of the site for who is signed in: their browser may go back to them, and asks otherwise.
ASKED_AGAIN = "private, no-cache"


class Private:
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
