"""Clients of the API: `api(user)` speaks with a token that may do everything."""

import json

import pytest
from django.test import Client

from accounts.models import PersonalToken
from accounts.tokens import issue_token


class Api:
    """Short words for JSON over HTTP."""

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


@pytest.fixture
def api(db):
    def make(user=None, scopes=PersonalToken.Scope.values) -> Api:
        return Api(issue_token(user, name="test", scopes=scopes)[1] if user else "")

    return make
