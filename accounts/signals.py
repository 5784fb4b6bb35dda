"""What the room of people announces; upper floors listen."""

from django.dispatch import Signal

person_suspended = Signal()  # user
person_restored = Signal()  # user
signed_out = Signal()  # user, login: the key of the session that is over
token_revoked = Signal()  # user, token
account_closing = Signal()  # user; sent inside the transaction that closes it
collecting_export = Signal()  # user, add(path, text or bytes)
