"""Real clients, each of which performs or watches through the real site: browsers and journeys."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.tools.people import run_inside
from tests.conftest import missing
from tests.tools.chromium import CAMERA, running_chromium

from .firefox import FIREFOX, Firefox, running_firefox
from .stages import MAKE_STAGES, Stage

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def stages(live_site) -> Iterator[Stage]:
    """Shows with open doors, made all at once because each start of Django takes a second."""
    return (Stage(**one) for one in run_inside(live_site, MAKE_STAGES))


@pytest.fixture
def stage(stages) -> Stage:
    """A show of this test alone."""
    return next(stages)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium with a camera and a microphone, for all tests of a module."""
    async with running_chromium(*CAMERA) as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def firefox(tmp_path_factory) -> AsyncIterator[Firefox]:
    if FIREFOX is None:
        missing("Firefox")
    async with running_firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser
