"""Which names are answered, what cookies and headers say, and what a page may do."""

from csp.constants import NONE, SELF

from .site import FOOTLIGHTS_URL, HOST, PROXY_COUNT, PUBLIC_URL, SECURE, SELF_SIGNED, hostname

# A name that strangers can point at us must not open our pages (DNS rebinding), so only the names
# of this machine are answered; with --host the owner wants to be found on the network.
_loopback = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
if PUBLIC_URL:
    ALLOWED_HOSTS = [hostname, *_loopback]
elif HOST in ("localhost", "127.0.0.1", "::1") and not SELF_SIGNED:
    ALLOWED_HOSTS = _loopback
else:
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [FOOTLIGHTS_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
# Never for a certificate of our own: browsers would refuse every other thing on localhost.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PUBLIC_URL and SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Redirecting to HTTPS is the proxy's work, and a laptop has no HTTPS at all; what other names of
# the same domain do, and a place on the browsers' list, are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W005", "security.W008", "security.W021"]
