"""URL × role × object: who gets which answer, on every route of the portal and its API."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings as portal_settings
from django.db import connection, reset_queries, transaction
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import company
from tests.company import ROLES, Built
from tests.functional.matrix.case import Case
from tests.functional.matrix.routes import CASES, address, all_routes, malformed, too_large, without_object

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")
MAY_BE_WRITTEN = ("django_session", "last_login")


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's transaction around each test: `built` holds one around them all."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Built]:
    """The company, made once: every request of these tests is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = company.build()
        _sign_in(made)
        yield made
        transaction.set_rollback(True)


NAMES = (
    *(
        "month",
        "page",
        "sort",
        "q",
        "kpi",
        "from",
        "to",
        "first",
        "last",
        "day",
        "team",
        "site",
        "state",
        "id",
    ),
    *("source", "batch", "fate", "date", "on", "subject", "grain", "person", "actor", "ref", "add", "format"),
)
STRANGE = (
    *("", "0", "-1", "1", "9" * 30, "2026-10", "2026-13", "0001-01", "9999-12", "2026-02-30", "abc", "\x00"),
    *("٣", "1e5", "NaN", "%", "'", "<script>", "../..", "-name", "name", "true", "1,2", "9999-12-31"),
)
QUERIES = st.dictionaries(
    st.sampled_from(NAMES), st.one_of(st.sampled_from(STRANGE), st.text(max_size=20)), min_size=4, max_size=8
)
SESSIONS: dict[str, str] = {}


def _sign_in(made: Built) -> None:
    for role, user in made.users.items():
        client = Client()
        if user is not None:
            client.force_login(user)
            SESSIONS[role] = client.cookies[portal_settings.SESSION_COOKIE_NAME].value


def visitor(role: str) -> Client:
    """A new browser in which the role is signed in."""
    client = Client()
    if role in SESSIONS:
        client.cookies[portal_settings.SESSION_COOKIE_NAME] = SESSIONS[role]
    return client


def ask(role: str, method: str, url: str) -> HttpResponseBase:
    """The answer to one request, whose writes are taken back."""
    with transaction.atomic():
        response: HttpResponseBase = getattr(visitor(role), method)(url)
        if isinstance(response, StreamingHttpResponse):
            response.getvalue()  # to its end, which closes the file
        transaction.set_rollback(True)
    return response


def statuses(method: str, url: str, roles: Iterable[str] = ROLES) -> dict[str, int]:
    return {role: ask(role, method, url).status_code for role in roles}


def test_every_route_is_in_the_matrix_and_nothing_else() -> None:
    there = {route.name for route in all_routes() if not route.name.startswith("admin:")}
    listed = {case.name for case in CASES}
    assert (there - listed, listed - there) == (set(), set())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_get_answers_each_role_and_only_reads(case: Case, built: Built) -> None:
    reset_queries()  # one long transaction: Django would stop to write down at 9,000
    with CaptureQueriesContext(connection) as asked:
        found = statuses("get", address(case, built))
    assert found == {role: case.expected_get(role) for role in ROLES}
    assert [query["sql"] for query in asked.captured_queries if writes(query["sql"])] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_post_of_nothing_answers_each_role(case: Case, built: Built) -> None:
    expected = {role: case.expected_post(role) for role in ROLES}
    assert statuses("post", address(case, built)) == expected


@pytest.mark.parametrize("case", [case for case in CASES if case.args], ids=str)
def test_what_does_not_exist_is_not_found(case: Case, built: Built) -> None:
    for url in without_object(case, built):
        found = statuses(_method(case), url, _roles(case))
        assert found.pop("anonymous") == case.stranger()
        assert set(found.values()) == {404}, (url, found)


@pytest.mark.parametrize("case", [case for case in CASES if case.args], ids=str)
def test_what_is_no_id_is_not_found(case: Case, built: Built) -> None:
    for url in malformed(case, built):
        assert ask("director", _method(case), url).status_code == 404, url
    for url in too_large(case, built):
        found = statuses(_method(case), url, _roles(case))
        assert found.pop("anonymous") in {case.stranger(), 404}
        assert set(found.values()) == {404}, (url, found)


@pytest.mark.parametrize("case", [case for case in CASES if case.get], ids=str)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_no_query_breaks_a_page(case: Case, built: Built, query: dict[str, str]) -> None:
    role = str(case.get).split()[0]
    url = f"{address(case, built).partition('?')[0]}?{urlencode(query)}"
    assert ask(role, "get", url).status_code in {200, 204, 302, 400, 404, 422, 503}


def _method(case: Case) -> str:
    return "post" if case.get is None else "get"


def _roles(case: Case) -> list[str]:
    """Those who get in, and two who do not."""
    allowed = (case.get if case.get is not None else case.post) or "director"
    return ["anonymous", "nobody", *allowed.split()]


def writes(sql: str) -> bool:
    """Whether a statement changes anything but the session."""
    return sql.lstrip().upper().startswith(WRITES) and not any(name in sql for name in MAY_BE_WRITTEN)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", False),
        ("INSERT INTO people_team VALUES (1)", True),
        (" update people_team set name = ''", True),
        ("UPDATE django_session SET expire_date = 1", False),
        ("SAVEPOINT s1", False),
    ],
)
def test_a_write_is_seen(sql: str, expected: bool) -> None:
    assert writes(sql) is expected
