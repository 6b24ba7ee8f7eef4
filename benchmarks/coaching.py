"""How long coaching's rules take over a thousand agents and a year, and how long its pages take.

`evaluation`: ten rules look at the latest closing, the figures of twelve months read for them (goal: 1 s).
`replay`: each of the ten rules on its last twelve months; the slowest counts (goal: 5 s).
`brief`, `conversation`, `review`: pages of the demo company as readers open them, 95th percentile
(goal: 0.2 s). Queries are those of one evaluation, one replay, one page.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from apps.coaching.choices import Pattern, RuleBasis, RuleTest
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.operations import RuleContent, create_rule
from apps.coaching.queries.due import Closing, DueRound, book_for, needs
from apps.coaching.queries.readings import months_back
from apps.coaching.queries.replay import replay
from apps.metrics.models import Cell, Kpi
from apps.people.choices import PeriodState
from apps.people.models import Employment, Period, Person, User
from apps.performance.models import PeriodSnapshot
from apps.reviews.models import Review
from benchmarks.runner import Options, Result

DESCRIPTION = (
    "coaching rules over 1,000 agents and a year, a replay, brief and review pages (1 s, 5 s, 0.2 s)"
)
AGENTS: Final = 1_000
MONTHS: Final = 24
LAST: Final = date(2026, 10, 1)
AT: Final = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
TIMES: Final = 30
KPIS: Final = ("conversion_rate", "outbound_calls", "average_order_value", "customer_satisfaction")
PLAIN_FILES: Final = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def run(options: Options) -> Iterator[Result]:
    """The pages on the demo company, then the rules on many more people."""
    call_command("build_demo", verbosity=0, small=True)
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=PLAIN_FILES):
        for name, username, address in _pages():
            yield _page(name, username, address)
    CoachingRule.objects.filter(active=True).update(active=False)
    agents = options.agents or AGENTS
    _people(agents)
    rules = _rules()
    rounds = [DueRound(rule=rule, closing=Closing(month=LAST, number=1)) for rule in rules]
    yield _timed("evaluation", agents * 12 * len(rules), lambda: _evaluate(rounds), 1.0, options.repeat)
    slowest = max((_replayed(rule, agents) for rule in rules), key=lambda result: result.seconds)
    yield slowest


def _evaluate(rounds: list[DueRound]) -> int:
    book = book_for(rounds)
    return sum(len(needs(due, book)) for due in rounds)


def _replayed(rule: CoachingRule, agents: int) -> Result:
    return _timed("replay", agents * 12, lambda: replay(rule, on=AT.date()).times, 5.0, 1)


def _timed(name: str, rows: int, work: Callable[[], int], goal: float, repeat: int) -> Result:
    with CaptureQueriesContext(connection) as captured:
        found = work()
    queries = len(captured)
    taken = []
    for _ in range(max(1, repeat)):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    best = min(taken)
    return Result(
        name=name,
        database=connection.vendor,
        rows=rows,
        seconds=best,
        ratios={f"goal {goal} s": goal / best},
        queries=queries,
        found={"fired": float(found)},
    )


def _people(count: int) -> None:
    """Agents with two years of monthly figures; every tenth does badly, every month a little otherwise."""
    people = Person.objects.bulk_create(
        Person(name=f"Bench {number:05}", name_key=f"bench {number:05}") for number in range(count)
    )
    Employment.objects.bulk_create(Employment(person=row, starts=date(2023, 1, 1)) for row in people)
    kpis = {kpi.code: kpi.pk for kpi in Kpi.objects.filter(code__in=KPIS)}
    steward, _made = User.objects.get_or_create(username="bench")
    for month in months_back(LAST, MONTHS):
        closed = {"state": PeriodState.CLOSED, "close_number": 1, "closed_by": steward, "closed_at": AT}
        Period.objects.update_or_create(starts=month, defaults={**closed, "ends": _after(month)})
        PeriodSnapshot.objects.get_or_create(month=month, close_number=1, defaults={"at": AT})
        Cell.objects.bulk_create(
            (
                Cell(
                    kpi_id=kpis[code],
                    subject="agent",
                    subject_id=row.pk,
                    grain="month",
                    starts=month,
                    numerator=numerator,
                    denominator=denominator,
                    n=denominator or numerator,
                )
                for number, row in enumerate(people)
                for code, numerator, denominator in _figures(number, month)
            ),
            batch_size=2000,
        )


def _figures(number: int, month: date) -> Iterator[tuple[str, int, int | None]]:
    shift = (number * 7 + month.month * 3) % 11
    low = number % 10 == 0
    yield "conversion_rate", (18 if low else 45) + shift, 900
    yield "outbound_calls", 2400 + 40 * shift + (900 if low else 0), None
    yield "average_order_value", (1_900 + 30 * shift) * 100 * 40, 40
    yield "customer_satisfaction", (410 + 4 * shift) * 50, 50


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _rules() -> list[CoachingRule]:
    kpis = {kpi.code: kpi for kpi in Kpi.objects.all()}
    conversion, calls = kpis["conversion_rate"], kpis["outbound_calls"]
    value, liking = kpis["average_order_value"], kpis["customer_satisfaction"]
    contents: list[dict[str, Any]] = [
        {"kpi": conversion, "bound_micros": 40_000, "window": 12, "periods_in_row": 2},
        {"kpi": conversion, "bound_micros": 40_000, "test": RuleTest.CERTAIN},
        {"kpi": conversion, "bound_micros": 850_000, "test": RuleTest.FALL, "window": 11},
        {"kpi": calls, "bound_micros": 2_500_000_000, "window": 3, "periods_in_row": 2},
        {"kpi": calls, "bound_micros": 900_000, "test": RuleTest.FALL, "window": 6},
        {"kpi": value, "bound_micros": 2_000_000_000, "window": 3, "periods_in_row": 3},
        {"kpi": value, "bound_micros": 880_000, "test": RuleTest.FALL, "window": 11},
        {"kpi": liking, "bound_micros": 4_200_000, "window": 6, "periods_in_row": 2},
        {
            "kpi": None,
            "basis": RuleBasis.PATTERN,
            "pattern": Pattern.BLIND_DIALLING,
            "bound_micros": 40_000,
            "second_micros": 1_100_000,
        },
        {"kpi": conversion, "bound_micros": 50_000, "window": 3, "periods_in_row": 3},
    ]
    made = []
    for number, content in enumerate(contents):
        values: dict[str, Any] = {
            "name": f"Bench {number}",
            "basis": RuleBasis.KPI,
            "due_days": 14,
            **content,
        }
        rule = create_rule(code=f"bench-{number}", content=RuleContent(**values), starts=LAST, by=None, at=AT)
        made.append(rule)
    return made


def _pages() -> Iterator[tuple[str, str, str]]:
    talked = Assignment.objects.filter(brief_at__isnull=False).select_related("coach__user").order_by("-pk")
    for row in talked[:1]:
        if row.coach.user is not None:
            yield "brief", row.coach.user.username, reverse("assignment", args=[row.pk])
            yield "conversation", row.coach.user.username, reverse("conversation", args=[row.pk])
    yield "coach's week", "daniel.ho", reverse("coaching")
    review = Review.objects.filter(team__code="OUT-A", grain="month").order_by("-starts").first()
    if review is not None:
        yield "review", "daniel.ho", reverse("review", args=[review.pk])


def _page(name: str, username: str, address: str) -> Result:
    client = Client()
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = len(captured)
    taken = sorted(_seconds(client, address) for _ in range(TIMES))
    p95 = taken[-(-len(taken) * 95 // 100) - 1]
    return Result(
        name=name,
        database=connection.vendor,
        rows=1,
        seconds=p95,
        ratios={"p95/p50": p95 / statistics.median(taken), "goal 0.2 s": 0.2 / p95},
        queries=queries,
    )


def _seconds(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began
