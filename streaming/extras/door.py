"""Door: WHIP and WHEP as a visitor uses them: knock with an offer, leave with DELETE."""

import asyncio
import http.client
import ssl
import sys
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

LONGEST_ANSWER = 256 * 1024
TIMEOUT_SECONDS = 15


def secret_of(words: str) -> str:
    """A secret as it was typed; `-` is the first line of what is piped in, which `ps` does not show
    to other users of the machine."""
    return sys.stdin.readline().strip() if words == "-" else words


class Closed(Exception):
    """The door did not open. `status` is 0 where nobody answered."""

    def __init__(self, sentence: str, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Opened:
    """The answer, and the address of the session that began with it."""

    answer: str
    session_url: str
    etag: str


@dataclass(frozen=True, slots=True)
class Door:
    """`key` goes out as a bearer token. A self-signed certificate will do: this is a test tool."""

    url: str
    key: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "localhost"

    async def knock(self, offer: str) -> Opened:
        return await asyncio.to_thread(self._knock, offer)

    async def leave(self, session_url: str) -> None:
        """Politely; a relay that is gone already is no reason to complain."""
        try:
            await asyncio.to_thread(self._ask, "DELETE", session_url, "")
        except Closed:
            return

    def _knock(self, offer: str) -> Opened:
        url, (status, headers, body) = self.url, self._ask("POST", self.url, offer)
        if status == 307 and headers.get("Location"):
            url = urljoin(url, headers["Location"])
            status, headers, body = self._ask("POST", url, offer)
        if status != 201:
            raise Closed(f"{url} answered {status}: {body.strip()[:300]}", status, _wait(headers))
        session_url = urljoin(url, headers.get("Location", ""))
        return Opened(body, session_url, headers.get("ETag", ""))

    def _ask(self, method: str, url: str, body: str) -> tuple[int, http.client.HTTPMessage, str]:
        parts = urlsplit(url)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if body:
            headers["Content-Type"] = "application/sdp"
        connection = _connect(parts.scheme, parts.hostname or "localhost", parts.port)
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path or "/", body.encode() or None, headers)
            answer = connection.getresponse()
            text = answer.read(LONGEST_ANSWER).decode(errors="replace")
            return answer.status, answer.headers, text
        except (OSError, http.client.HTTPException) as error:
            raise Closed(f"{url} does not answer: {error}") from None
        finally:
            connection.close()


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=context)


def _wait(headers: http.client.HTTPMessage) -> float | None:
    said = headers.get("Retry-After", "")
    return float(said) if said.isdigit() else None
