"""The schema of the API: whole, without warnings, and true of every answer."""

import contextlib
import io

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import PersonalToken
from accounts.tokens import issue_token

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCOPES = ("read", "write", "keys", "pictures")
EXAMPLES = 5  # of each kind for each operation: the whole schema in well under a minute


def test_the_schema_is_made_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_every_operation_says_who_may_come_and_what_it_refuses(client):
    paths = client.get("/api/schema/?format=json").json()["paths"]
    operations = [one for methods in paths.values() for one in methods.values()]
    assert [one["operationId"] for one in operations if not one["security"]] == []
    assert [one["operationId"] for one in operations if "429" not in one["responses"]] == []


@pytest.fixture
def real_things(settings, make_user, make_show):
    """A creator with shows and a token that may do everything; nobody is slowed down."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": dict.fromkeys(SCOPES, "100000/min")
    }
    creator = make_user("creator")
    for state in ("draft", "announced", "live", "ended"):
        make_show(creator=creator, state=state, slug=f"a-{state}-show")
    signals = (request_started, request_finished)
    for signal in signals:  # the server closes connections after a request; a test keeps its own
        signal.disconnect(close_old_connections)
    yield issue_token(creator, name="fuzz", scopes=PersonalToken.Scope.values)[1]
    for signal in signals:
        signal.connect(close_old_connections)


# Once is enough, on the stricter database: what it has room for, SQLite has too, and whatever the
# rest is decided by is Python. What SQLite cannot hold is in tests/house/test_hostile_urls.py.
@pytest.mark.servers
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_answer_breaks_or_leaves_the_schema(real_things, mode):
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    stranger = {"Accept-Encoding": "identity"}
    creator = stranger | {"Authorization": f"Bearer {real_things}"}
    for result in schema.get_all_operations():
        _try(result.ok(), mode, [stranger, creator])


def _try(operation, mode: GenerationMode, askers: list[dict[str, str]]) -> None:
    """Each of them sends what the schema allows, or what it forbids, to real and unknown shows."""
    real = st.sampled_from(["a-draft-show", "a-announced-show", "a-live-show", "nothing"])

    @hypothesis.seed(2)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(mode), slug=real)
    def send(case, slug):
        if "slug" in (case.path_parameters or {}):
            case.path_parameters["slug"] = slug
        for headers in askers:
            case.validate_response(case.call(headers=headers), checks=CHECKS)

    # Nothing can be sent wrongly to an operation that takes nothing.
    with contextlib.suppress(hypothesis.errors.Unsatisfiable):
        send()
