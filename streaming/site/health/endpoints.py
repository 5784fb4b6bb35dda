"""/healthz, /readyz and /metrics, for the machines that look after us."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from . import metrics as measured
from .probes import BESIDE, FAIL, NEEDED

# Whoever passes a request on says so in one of these; such a request is not from this machine.
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether everything that pages need is there. Names what is missing, and no more."""
    findings = [probe() for probe in (*NEEDED, *BESIDE)]
    failing = [finding.name for finding in findings if finding.level == FAIL]
    return JsonResponse(
        {
            "ready": not failing,
            "failing": failing,
            "checked": [finding.name for finding in findings],
        },
        status=503 if failing else 200,
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_measure(request):
        raise Http404
    return HttpResponse(generate_latest(measured.registry), content_type=CONTENT_TYPE_LATEST)


def may_measure(request: HttpRequest) -> bool:
    """This machine itself, or whoever has METRICS_TOKEN."""
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return True
    if any(name in request.META for name in PASSED_ON) or _asked_for_the_site(request):
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _asked_for_the_site(request: HttpRequest) -> bool:
    """By its public name: a proxy on this machine may pass strangers on without a word."""
    public = urlsplit(settings.PUBLIC_URL).hostname
    return public is not None and split_domain_port(request.get_host())[0] == public


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
