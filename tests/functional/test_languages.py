"""Every page in 繁體中文 and 简体中文: no English is left but names, codes and what people wrote."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

import phonenumbers
import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from tests import company, deliveries
from tests.company import Built
from tests.functional.matrix.case import Case
from tests.functional.matrix.routes import CASES, address

LANGUAGES: Final = ("zh-hant", "zh-hans")
# A plan's form without its hidden fields was tampered with; Django's sentence about it names them.
TAMPERED: Final = {"plan-new", "plan-edit"}
FORMS: Final = [
    case
    for case in CASES
    if case.post and case.posted in {200, 422} and not case.is_api and case.name not in TAMPERED
]
PAGES: Final = [case for case in CASES if case.get and case.ok == 200 and not case.is_api]


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's transaction around each test: `built` holds one around them all."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Built]:
    """The company, made once; pages only read it."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield company.build()
        transaction.set_rollback(True)


# Names and codes, the same in every language.
THE_SAME: Final = {
    *(
        "KPI",
        "Portal",
        "CSV",
        "XLSX",
        "XLS",
        "JSON",
        "API",
        "CRM",
        "ACD",
        "UTF",
        "SHA",
        "ID",
        "Excel",
        "OpenAPI",
    ),
    *(
        "HK",
        "HKD",
        "USD",
        "English",
        "Tab",
        "NUL",
        "MB",
        "kB",
        "POST",
        "GET",
        "Token",
        "null",
        "true",
        "false",
    ),
    *("Asia", "Hong", "Kong", "Europe", "Vienna", "me"),
    # formats, and zones as the time zone database names them
    *(
        "ODS",
        "TSV",
        "JSON",
        "Lines",
        "gzip",
        "zip",
        "London",
        "Manila",
        "Shanghai",
        "Singapore",
        "Taipei",
        "UTC",
        "PNG",
        "SVG",
    ),
    *("SMART", "ICC", "Wilson"),  # methods, by their names
}
WAYS_IN: Final = ("NAME", "rows", "sum", "done", "refused")
# Words of a page that are the same in every language: values that the API takes, names of files.
ASKED: Final = {
    "api:docs": (
        *("open", "closed", "done", "agent", "team", "day", "week", "month", "quarter", "total", "since"),
        *("json", "csv", "Tableau", "Power BI"),
    ),
    # the sample of a code
    "data-connect-usual": ("crm-orders",),
    "draft-finish": ("crm-orders",),
    # names of files and folders beside a watched folder, of addresses, of commands
    "source-ways": WAYS_IN,
    "source-set": WAYS_IN,
    "draft": ("amy", "login", *phonenumbers.SUPPORTED_REGIONS),  # of the sample; where phones are
    "draft-text": ("records",),
    "source": ("manage", "load_source"),
    # fields that a line of the payroll's mapping names
    "payroll-mapping": ("number", "name", "plan", "amount", "currency"),
    # names in the text file of a plan
    "plan-new": ("scorecard", "[[example]]"),
    "plan-edit": ("scorecard", "deals", "[[example]]"),
    "plan-file": ("starts",),
    "plan-version-file": ("starts",),
}
# What the company's people wrote: the texts of these columns. Names of KPIs are not among them.
WRITTEN: Final = (
    *(
        "people.Person.name",
        "people.User.username",
        "people.Team.name",
        "people.Team.code",
        "people.Site.name",
    ),
    *("people.EmployeeNumber.number", "people.Organisation.name", "people.CalendarException.name"),
    *("intake.Source.name", "intake.Source.code", "intake.Batch.filename", "intake.HeldRow.ref"),
    *("goals.Objective.name", "goals.Scorecard.name", "incentives.Plan.name", "incentives.HonourRule.name"),
    *("incentives.PlanVersion.note", "incentives.PayrollFile.filename", "coaching.CoachingRule.name"),
    *(
        "audit.Entry.reason",
        "audit.Entry.subject_label",
        "reviews.Action.text",
        "people.Employment.legal_entity",
    ),
    *("people.Employment.payroll_group", "people.Employment.cost_centre", "intake.HeldRow.column"),
    *("incentives.Plan.code", "incentives.HonourRule.code", "incentives.QuestionPost.text"),
    *("people.Downtime.reason", "coaching.TalkPlan.behaviour", "coaching.PlanItem.text"),
    "coaching.Material.title",
)
UNSEEN: Final = re.compile(
    r"<!--.*?-->|<(script|style|code|pre|textarea)\b.*?</\1>|"
    r"<(\w+)\b[^>]*class=\"[^\"]*\bmono\b[^\"]*\"[^>]*>.*?</\2>|"
    r"<button\b[^>]*name=\"language\".*?</button>|"
    r"<div lang=\"en\">.*?</div>",  # a plan's sentence in English, beside the same in Chinese
    re.DOTALL,
)
SPOKEN: Final = re.compile(
    r"""\s(?:title|alt|placeholder|aria-label|data-l|data-confirm(?:-yes)?)="([^"]*)\""""
)
WORD: Final = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z']+(?!\w)")  # not parts of a hash or an address


def said(html: str) -> str:
    """What a page shows and reads out: its text, and the attributes that hold words."""
    kept = UNSEEN.sub(" ", html)
    words = " | ".join(match[1] for match in SPOKEN.finditer(kept))
    return unescape(re.sub(r"<[^>]*>", " ", kept) + " | " + words)


def written() -> list[str]:
    """What people wrote, and the initials of their names; the longest first."""
    columns = (path.rsplit(".", 1) for path in WRITTEN)
    found = {
        text for model, name in columns for text in apps.get_model(model).objects.values_list(name, flat=True)
    }
    found |= {column for line in (deliveries.CALLS,) for column in line.split(",")}
    initials = {"".join(word[0] for word in name.split()) for name in found if " " in name}
    return sorted(filter(None, found | initials), key=len, reverse=True)


def asked_for(case: Case) -> Iterator[str]:
    """What the page's address asks for, its codes, and on a source's page the columns of its files."""
    yield from re.findall(r"=([\w-]+)", case.query)
    yield from ASKED.get(case.name, ())
    if case.name == "source":
        for spec in apps.get_model("intake.Mapping").objects.values_list("spec", flat=True):
            yield from texts_in(spec.get("columns"))


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value of JSON, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def left_in_english(html: str, names: list[str]) -> set[str]:
    """Latin words of a page that are neither names nor codes."""
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    text = re.sub(rf"(?<![A-Za-z])(?:{known})(?![A-Za-z])", "·", said(html))  # whole words only
    return {word for word in WORD.findall(text) if word not in THE_SAME}


def page(case: Case, built: Built, language: str, method: str = "get") -> str:
    """The page as the first role that may see it gets it; a form is sent empty, and taken back."""
    user = built.users[str(case.get if method == "get" else case.post).split()[0]]
    assert user is not None
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method)(address(case, built))
        transaction.set_rollback(True)
    if isinstance(response, StreamingHttpResponse):
        response.getvalue()  # a download: to its end, which closes the file
        return ""
    assert isinstance(response, HttpResponse)
    return response.content.decode() if "html" in response.headers["Content-Type"] else ""


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", PAGES, ids=str)
def test_a_page_is_wholly_in_its_language(case: Case, language: str, built: Built) -> None:
    left = left_in_english(page(case, built, language), [*written(), *asked_for(case)])
    assert not left, ", ".join(sorted(left))


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", FORMS, ids=str)
def test_what_is_wrong_in_a_form_is_said_in_its_language(case: Case, language: str, built: Built) -> None:
    left = left_in_english(page(case, built, language, "post"), [*written(), *asked_for(case)])
    assert not left, ", ".join(sorted(left))
