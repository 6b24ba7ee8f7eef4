"""Figures of any days: from cells where they say it, from the facts where they do not."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.engine.periods import Grain
from apps.metrics import operations
from apps.metrics.choices import Subject
from apps.metrics.models import Cell
from apps.metrics.queries import cells, daily, figures, history, kpi_infos, period_of, waiting
from apps.people import changes, clock
from apps.people.changes import ChangeRow
from apps.people.choices import Topic
from apps.people.models import Change, Person
from tests import records
from tests.records import call, day, order

pytestmark = pytest.mark.django_db
NOVEMBER = (day("11-01"), day("11-30"))


@pytest.fixture
def amy() -> Person:
    records.organisation("HKD")
    clock.organisation()
    return records.person("Amy", records.team("outbound"))


def computed(*people: Person) -> None:
    """Everything these people did is in the cells."""
    rows = [
        ChangeRow(topic=topic, person_id=p.pk, team_id=None, first_day=day("01-01"), last_day=day("12-31"))
        for p in people
        for topic in (Topic.CALL, Topic.ORDER)
    ]
    changes.write(rows=rows, cause="test", at=records.AT)
    operations.consume_all()


def value(kpi: str, who: Person, first: str, last: str, grain: Grain | None = None) -> str:
    """`numerator/denominator`, `numerator` or `-` of an agent's days."""
    found = figures(
        kpis=[kpi], subject=Subject.AGENT, subject_ids=[who.pk], first=day(first), last=day(last), grain=grain
    )
    figure = found.get((who.pk, kpi))
    if figure is None:
        return "-"
    return str(figure.numerator) if figure.denominator is None else f"{figure.numerator}/{figure.denominator}"


@pytest.mark.parametrize(
    ("first", "last", "calls"),
    [("11-01", "11-30", "3"), ("11-01", "11-09", "1"), ("11-02", "11-20", "2"), ("11-21", "11-29", "-")],
)
def test_sums_of_any_days(amy: Person, first: str, last: str, calls: str) -> None:
    for when in ("11-01", "11-10", "11-20"):
        call(amy, when)
    computed(amy)
    assert value("outbound_calls", amy, first, last) == calls


class TestDistinctCounts:
    @pytest.fixture(autouse=True)
    def _facts(self, amy: Person) -> None:
        order(amy, "10-05", 1)
        order(amy, "10-06", 2)
        call(amy, "11-02", 1)
        call(amy, "11-09", 1)
        order(amy, "11-10", 1)
        call(amy, "11-20", 2)
        computed(amy)

    @pytest.mark.parametrize(
        ("first", "last", "rate"),
        [
            ("11-01", "11-30", "1/2"),
            ("11-01", "11-20", "1/2"),  # nothing lies after
            ("11-01", "11-19", "1/1"),  # something does
            ("11-01", "11-09", "0/1"),
            ("11-03", "11-12", "1/1"),  # begins no period
            ("11-21", "11-30", "-"),
        ],
    )
    def test_conversion(self, amy: Person, first: str, last: str, rate: str) -> None:
        assert value("conversion_rate", amy, first, last) == rate

    @pytest.mark.parametrize(
        ("first", "last", "grain", "rate"),
        [
            ("11-01", "11-30", None, "1/2"),
            ("11-01", "11-09", Grain.MONTH, "0/2"),
            ("11-01", "11-10", Grain.MONTH, "1/2"),
            ("11-01", "11-01", None, "-"),  # a day: nobody bought the day before
            ("11-01", "11-01", Grain.MONTH, "0/2"),
            ("11-03", "11-12", None, "-"),  # no period, so no period before
        ],
    )
    def test_retention_to_date_keeps_the_whole_period_before(
        self, amy: Person, first: str, last: str, grain: Grain | None, rate: str
    ) -> None:
        assert value("retention_rate", amy, first, last, grain) == rate

    def test_an_order_on_the_last_day_is_not_before_it(self, amy: Person) -> None:
        order(amy, "11-30", 2)
        computed(amy)
        assert value("retention_rate", amy, "11-01", "11-29", Grain.MONTH) == "1/2"
        assert value("retention_rate", amy, "11-01", "11-30", Grain.MONTH) == "2/2"

    def test_from_cells_and_from_facts_are_the_same(self, amy: Person) -> None:
        kpis = [code for code, info in kpi_infos(day("11-01")).items() if info.is_distinct]
        asked = {"kpis": kpis, "subject": Subject.AGENT, "subject_ids": [amy.pk]}
        first, last = NOVEMBER
        from_cells = figures(**asked, first=first, last=last)  # type: ignore[arg-type]
        Cell.objects.filter(grain="month").update(numerator=77)
        assert figures(**asked, first=first, last=last) != from_cells  # type: ignore[arg-type]
        call(amy, "11-30", out=False, answered=False)  # no customer: moves no figure, but …
        Cell.objects.create(  # … a cell after the range makes it ask the facts
            kpi_id=kpi_infos(first)["conversion_rate"].id,
            subject="agent",
            subject_id=amy.pk,
            grain="day",
            starts=last,
            numerator=0,
            denominator=1,
            n=1,
        )
        key = (amy.pk, "conversion_rate")
        assert figures(**asked, first=first, last=day("11-29"))[key] == from_cells[key]  # type: ignore[arg-type]


def test_the_number_of_queries(amy: Person) -> None:
    people = [amy, *(records.person(f"Agent {n}") for n in range(8))]
    for person in people:
        call(person, "11-02", 1)
        call(person, "11-20", 2)
    computed(*people)
    infos = kpi_infos(day("11-30"))
    for some in (people[:1], people):
        ids = [person.pk for person in some]
        asked = {"kpis": infos, "subject": Subject.AGENT, "subject_ids": ids, "first": day("11-01")}
        with CaptureQueriesContext(connection) as whole:
            assert len(figures(**asked, last=day("11-30"))) >= 3 * len(some)  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as part:
            assert figures(**asked, last=day("11-10"))  # type: ignore[arg-type]
        assert (len(whole), len(part)) == (1, 3)


def test_cells_and_history(amy: Person) -> None:
    for when in ("10-30", "11-02", "11-03"):
        call(amy, when, talk_seconds=90)
    computed(amy)
    asked = {"kpis": ["talk_time"], "subject": Subject.AGENT, "subject_ids": [amy.pk]}
    found = cells(**asked, grain=Grain.MONTH, starts=[day("10-01"), day("11-01"), day("12-01")])  # type: ignore[arg-type]
    assert {key[2]: (f.numerator, f.denominator, f.value) for key, f in found.items()} == {
        day("10-01"): (90, 1, Fraction(90)),
        day("11-01"): (180, 2, Fraction(90)),
    }
    days = daily(**asked, first=day("11-01"), last=day("11-30"))  # type: ignore[arg-type]
    assert [start for start, _ in days[amy.pk, "talk_time"]] == [day("11-02"), day("11-03")]
    weeks = history(**asked, grain=Grain.WEEK, first=day("10-26"), last=day("11-02"))  # type: ignore[arg-type]
    assert [(start, f.n) for start, f in weeks[amy.pk, "talk_time"]] == [(day("10-26"), 1), (day("11-02"), 2)]


def test_an_unknown_kpi_has_no_figures(amy: Person) -> None:
    assert value("no-such", amy, "11-01", "11-30") == "-"


@pytest.mark.parametrize(
    ("first", "last", "grain"),
    [
        ("11-02", "11-02", Grain.DAY),
        ("11-02", "11-08", Grain.WEEK),
        ("11-02", "11-09", None),
        ("11-01", "11-02", Grain.MONTH),
        ("10-01", "11-02", Grain.QUARTER),
        ("10-01", "2027-01-01", None),
    ],
)
def test_the_shortest_period_that_holds_the_days(first: str, last: str, grain: Grain | None) -> None:
    assert period_of(day(first), day(last)) is grain


def test_what_a_kpi_rests_on() -> None:
    infos = kpi_infos(day("11-01"))
    assert infos["sales_amount"].topics == {"order"}
    assert infos["sales_amount"].beside == {"credit", "refund"}
    assert infos["conversion_rate"].topics == {"call", "order"}
    assert infos["complaint_rate"].topics == {"complaint"}
    assert infos["complaint_rate"].beside == {"call", "enquiry", "order"}
    assert "30 days" in infos["conversion_rate"].words
    assert "4 points" in infos["top_score_share"].words


def test_the_version_in_force_on_the_day() -> None:
    records.new_version("conversion_rate", "11-01", look_back_days=7)
    assert kpi_infos(day("10-31"))["conversion_rate"].parameters["look_back_days"] == 30
    assert "7 days" in kpi_infos(day("11-01"))["conversion_rate"].words


def test_waiting_is_about_topics_and_days(amy: Person) -> None:
    assert not waiting()
    row = ChangeRow(
        topic=Topic.CALL, person_id=amy.pk, team_id=None, first_day=day("11-02"), last_day=day("11-03")
    )
    changes.write(rows=[row], cause="test", at=records.AT)
    assert waiting()
    assert waiting(topics=["call"], first=day("11-03"), last=day("11-30"))
    assert not waiting(topics=["order"])
    assert not waiting(first=day("11-04"))
    Change.objects.update(topic=Topic.PLACEMENT)
    assert waiting(topics=["order"])
