"""The public page of a person, their picture, and following them."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from streaming.foundation.pictures import read_picture

from ..avatar_art import draw_avatar
from ..following import follow, follower_count, follows, unfollow
from ..models import User
from ..requests import MemberRequest
from ..roles import is_creator, is_moderator
from ..suspensions import is_suspended

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=600"


def find_person(request: HttpRequest, username: str) -> User:
    """Somebody whose page may be seen; closed, suspended and unknown people look alike."""
    person = User.objects.filter(username=username.lower(), is_active=True).first()
    if person is None or (is_suspended(person) and not is_moderator(request.user)):
        raise Http404
    return person


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    person = find_person(request, username)
    page = {
        "person": person,
        "is_own": request.user == person,
        "is_creator": is_creator(person),
        "is_suspended": is_suspended(person),
        "follower_count": follower_count(person),
        "follows": follows(request.user, person),
    }
    return render(request, "accounts/profile.html", page)


@require_safe
def picture(request: HttpRequest, username: str) -> HttpResponse:
    """The uploaded picture, else initials drawn by us; both are told apart by an ETag."""
    person = find_person(request, username)
    content = read_picture(person.picture, "full") if person.picture else None
    if content is not None:
        response = HttpResponse(content, content_type="image/webp")
        known = request.GET.get("v") == str(person.picture)
        response["Cache-Control"] = FOR_EVER if known else FOR_A_WHILE
    else:
        drawing = draw_avatar(person.name, str(person.uuid))
        response = HttpResponse(drawing, content_type="image/svg+xml")
        response["Cache-Control"] = FOR_A_WHILE
    return _only_if_changed(request, response)


@require_POST
@login_required
def follow_person(request: MemberRequest, username: str) -> HttpResponse:
    person = find_person(request, username)
    if request.POST.get("wish") == "unfollow":
        unfollow(request.user, person)
        messages.success(request, _("You no longer follow %(name)s.") % {"name": person.name})
    else:
        follow(request.user, person)
        messages.success(request, _("You follow %(name)s.") % {"name": person.name})
    return back(request, person.get_absolute_url())


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that asked, if it is one of ours."""
    there = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(there, hosts, require_https=request.is_secure()):
        return redirect(there)
    return redirect(otherwise)


def _only_if_changed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{sha256(response.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        cached = response["Cache-Control"]
        response = HttpResponse(status=304, headers={"Cache-Control": cached})
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    return response
