"""Where letters go."""

from .environment import env
from .site import SITE_NAME, hostname

# Without a mail server letters are printed where `./run` runs, links included.
vars().update(env.email_url("EMAIL_URL", "consolemail://"))
LETTERS_ARE_PRINTED = vars()["EMAIL_BACKEND"].endswith("console.EmailBackend")
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold up the letters of others
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{hostname}>")
