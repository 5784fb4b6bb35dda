"""The API: who may ask, how often, and how it describes itself."""

from .environment import env
from .site import PROXY_COUNT, SITE_NAME

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.PersonalTokenAuthentication",
        "accounts.api.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.ScopePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "streaming.foundation.api.parsers.JsonBody",
    ],
    "DEFAULT_PAGINATION_CLASS": "streaming.foundation.api.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.ScopedThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "read": env.str("API_READ_RATE", "600/min"),
        "write": env.str("API_WRITE_RATE", "120/min"),
        "keys": env.str("API_KEYS_RATE", "20/min"),
        "pictures": env.str("API_PICTURES_RATE", "20/min"),
    },
    "NUM_PROXIES": PROXY_COUNT,
    "EXCEPTION_HANDLER": "streaming.foundation.api.exceptions.answer",
    "DEFAULT_SCHEMA_CLASS": "streaming.foundation.api.schema.ViewSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "VERSION": "1",
    "DESCRIPTION": "Everything a creator can do on a page, with a personal token.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
}
