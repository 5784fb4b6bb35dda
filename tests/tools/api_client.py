"""Short words for the API: `api(user).post("shows/", {…})` by the fixture of tests/conftest.py."""

import json

from django.test import Client


class Api:
    """JSON over HTTP, with this token."""

    def __init__(self, secret: str = "") -> None:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.client = Client(headers=headers)

    def __getattr__(self, method: str):
        def send(path: str, body: dict | None = None):
            address = path if path.startswith("http") else f"/api/v1/{path}"
            if method == "get":
                return self.client.get(address, body)
            text = json.dumps(body or {})
            return getattr(self.client, method)(address, text, content_type="application/json")

        return send
