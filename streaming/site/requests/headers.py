"""PermissionsPolicy: adds the Permissions-Policy header to every response."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

POLICY = (
    "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
    "picture-in-picture=(self), autoplay=(self), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self), geolocation=(), payment=(), usb=(), browsing-topics=()"
)


@sync_and_async_middleware
def PermissionsPolicy(get_response: Callable):  # noqa: N802  a middleware is named like a class
    """Only our own pages may ask for camera and microphone, and nothing else is asked for."""

    def sign(response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response

    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponse:
            return sign(await get_response(request))

        return later

    return lambda request: sign(get_response(request))
