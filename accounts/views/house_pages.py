"""The contact, imprint and privacy pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import HousePage


@require_safe
def house_page(request: HttpRequest, kind: str) -> HttpResponse:
    page = HousePage.objects.filter(kind=kind).exclude(text="").first()
    if page is None:
        raise Http404
    return render(request, "accounts/house_page.html", {"page": page})
