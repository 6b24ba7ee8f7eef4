"""What every test can rely on: options, marks, hypothesis profiles, the browser, the running portal."""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.utils import translation

from apps.intake import doorbell
from apps.people import changes, clock
from kpiportal.installation import compile_translations
from tests.browser import chromium_path, launched
from tests.flush import flushing_past_guards
from tests.live import LivePortal
from tests.settings import TEST_HOME

NO_CHROMIUM = "none, so browser tests are skipped: install chromium, or name one in KPIPORTAL_CHROMIUM"

hypothesis.settings.register_profile(
    "fast",
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("thorough", max_examples=1000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="also the long tests, and many more examples")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("thorough" if config.getoption("thorough") else "fast")
    if not hasattr(config, "workerinput"):  # once, before any test or process of one reads them
        compile_translations(say=lambda _text: None)


def pytest_report_header() -> list[str]:
    broker = os.environ.get("CELERY_BROKER_URL") or "a folder"
    return [
        f"database: {connection.vendor}, broker of worker tests: {broker}",
        f"browser: {chromium_path() or NO_CHROMIUM}",
    ]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(TEST_HOME, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for reason in _reasons_to_skip(item, thorough=bool(config.getoption("thorough"))):
            item.add_marker(pytest.mark.skip(reason=reason))


def _reasons_to_skip(item: pytest.Item, *, thorough: bool) -> Iterator[str]:
    if item.get_closest_marker("thorough") and not thorough:
        yield "long: runs with --thorough"
    if item.get_closest_marker("browser") and chromium_path() is None:
        yield NO_CHROMIUM
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        yield "needs PostgreSQL: set DATABASE_URL=postgres://…"
    if item.get_closest_marker("sqlite") and connection.vendor != "sqlite":
        yield "about SQLite only"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium driven by Playwright (`playwright.sync_api.Browser`)."""
    # Playwright's synchronous API keeps an event loop in this thread; Django would mistake it for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launched() as chromium:
        yield chromium


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A new, empty browser context with one page (`playwright.sync_api.Page`), 1440 wide."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The test database goes at the end, even where a process or thread of a test still holds on to it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _flush_passes_the_guards() -> Iterator[None]:
    """After a test that commits, the trail and other guarded rows go too; the calendar stays."""
    with flushing_past_guards():
        yield


@pytest.fixture(autouse=True)
def _organisation_read_anew() -> None:
    """No test sees the organisation of the one before it."""
    clock.forget()


@pytest.fixture(autouse=True)
def _bells_are_silent() -> None:
    """Whether a commit rings does not depend on the tests before; those about bells hang them."""
    changes.set_doorbell(lambda: None)
    doorbell.set_doorbell(lambda _batch_id: None)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """No test reads in the language of the one before it."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def portal_server() -> Iterator[LivePortal]:
    """A real portal, web process and worker, shared by the tests of a run; empty until somebody fills it."""
    with LivePortal() as portal:
        portal.start_worker()
        yield portal


@pytest.fixture
def live_portal() -> Iterator[LivePortal]:
    """A real portal of the test's own, with its web process and no worker yet."""
    with LivePortal() as portal:
        yield portal
