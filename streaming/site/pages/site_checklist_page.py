"""The checklist page that staff see after set-up and in their menu."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.suspensions import is_suspended

from .site_checklist import steps


@require_safe
@login_required
@never_cache
def house(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not person.is_authenticated or not person.is_staff or is_suspended(person):
        raise Http404
    found = steps(person)
    done = sum(step.done for step in found)
    return render(request, "house.html", {"steps": found, "done": done, "all": len(found)})
