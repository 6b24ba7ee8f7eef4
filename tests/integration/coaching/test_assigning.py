"""Rules look at closed months: who gets coaching, from whom, why and until when."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.audit.models import Entry
from apps.coaching import operations
from apps.coaching.models import Assignment, RuleRound
from apps.coaching.queries import due_rounds
from apps.coaching.sentences import reason
from apps.coaching.tasks import assign_due
from apps.metrics.models import Cell, Kpi
from apps.people.choices import Role
from apps.people.models import Notice, RoleGrant
from tests import floor, talks
from tests.talks import AT, OCT, SEP, Floor

pytestmark = pytest.mark.django_db
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def scene() -> Floor:
    return talks.made()


def coached() -> list[str]:
    return [row.person.name for row in Assignment.objects.select_related("person").order_by("person__name")]


def test_two_low_months_bring_coaching_by_the_team_leader_with_the_reason_in_figures(scene: Floor) -> None:
    row = talks.assigned(scene)
    assert row.coach.name == "Daniel Ho"
    assert reason(row).replace(NB, " ") == (
        "Conversion rate 2.3 % on n = 1,000, below 3.5 % for 2 months in a row up to October 2026"
    )
    assert (row.month, row.close_number, row.due_day) == (OCT, 1, date(2026, 11, 18))
    told = set(Notice.objects.values_list("person__name", "code", "url"))
    url = f"/coaching/{row.pk}/"
    assert told == {("Ivan Lee", "coaching.assigned", url), ("Daniel Ho", "coaching.given", url)}


@pytest.mark.parametrize(
    ("september", "october", "people"),
    [
        ((3, 100), (3, 100), ["Ivan Lee"]),
        ((35, 1000), (3, 100), []),  # exactly on the bound is not below it
        ((3, 100), (35, 1000), []),
        ((0, 29), (0, 30), []),  # the minimum sample is 30: September proves nothing
        ((0, 30), (0, 29), []),
        ((0, 30), (0, 30), ["Ivan Lee"]),
        (None, (3, 100), []),  # a month without data breaks the row
        ((3, 100), None, []),
    ],
)
def test_who_is_coached(scene: Floor, september: Any, october: Any, people: list[str]) -> None:
    ivan = scene.agent("Ivan Lee")
    for month, figure in ((SEP, september), (OCT, october)):
        if figure:
            scene.rate(ivan, figure[0], figure[1], month)
        scene.close(month)
    talks.rule()
    assert operations.assign_due(at=AT) == len(people)
    assert coached() == people


def test_a_kpi_of_which_lower_is_better_counts_above_its_bound(scene: Floor) -> None:
    Cell.objects.all().delete()
    floor.published(scene.sales, floor.line("complaint_rate", 100, "0.01"), starts=OCT)
    high, low = (floor.agent(name, scene.sales) for name in ("High Au", "Low Bo"))
    floor.cell("complaint_rate", high, 3, 100, starts=OCT)
    floor.cell("complaint_rate", low, 2, 100, starts=OCT)
    talks.rule(kpi=Kpi.objects.get(code="complaint_rate"), bound_micros=20_000, periods_in_row=1)
    scene.close()
    operations.assign_due(at=AT)
    row = Assignment.objects.get()
    assert (row.person, row.reason_code) == (high, "above_once")


def test_a_score_below_its_bound(scene: Floor) -> None:
    ivan, june = scene.agent("Ivan Lee"), scene.agent("June Ma")
    floor.cell("outbound_calls", ivan, 79, starts=OCT)
    floor.cell("outbound_calls", june, 80, starts=OCT)
    scene.rate(ivan, 79, 2000)
    scene.rate(june, 80, 2000)
    talks.rule(basis="score", kpi=None, bound_micros=800_000, periods_in_row=1)
    scene.close()
    operations.assign_due(at=AT)
    row = Assignment.objects.get()
    assert row.kpi_code == ""
    assert reason(row).replace(NB, " ") == "Score 79.0 %, below 80.0 % in October 2026"


def test_who_leads_the_team_is_coached_by_the_leader_above(scene: Floor) -> None:
    ivan = scene.agent("Ivan Lee")
    talks.leads_too(ivan, scene.team)
    scene.rate(ivan, 1, 100)
    talks.rule(periods_in_row=1)
    scene.close()
    operations.assign_due(at=AT)
    assert Assignment.objects.get().coach.name == "Grace Cheng"


def test_who_leads_every_team_above_has_nobody_to_coach_them(scene: Floor) -> None:
    ivan = scene.agent("Ivan Lee")
    for team in (scene.team, scene.sales):
        talks.leads_too(ivan, team)
    scene.rate(ivan, 1, 100)
    talks.rule(periods_in_row=1)
    scene.close()
    assert operations.assign_due(at=AT) == 0


def test_who_moved_is_coached_where_they_are_and_who_left_is_not(scene: Floor) -> None:
    other = floor.team("Outbound B", scene.sales)
    floor.leader("Carmen Ng", other)
    moved, left = scene.agent("Mona Yu"), scene.agent("Leo Pun")
    for person in (moved, left):
        scene.rate(person, 1, 100)
    talks.rule(periods_in_row=1)
    scene.close()
    november = date(2026, 11, 1)
    floor.place(moved, (scene.team, floor.START, november), (other, november, None))
    left.placements.update(ends=november)
    operations.assign_due(at=AT)
    assert [(row.person, row.coach.name) for row in Assignment.objects.all()] == [(moved, "Carmen Ng")]


def test_a_second_look_makes_nothing_and_neither_does_a_month_closed_again(scene: Floor) -> None:
    row = talks.assigned(scene)
    assert assign_due() == 0
    operations.close_assignment(assignment=row, outcome="improved", by=scene.leader, at=AT)
    scene.close(OCT, number=2)
    assert [due.closing.number for due in due_rounds()] == [2]
    assert operations.assign_due(at=AT) == 0
    assert RuleRound.objects.count() == 2


def test_one_open_coaching_from_a_rule_and_another_when_it_is_closed(scene: Floor) -> None:
    first = talks.assigned(scene)
    november, december = date(2026, 11, 1), date(2026, 12, 1)
    floor.delivered(date(2026, 12, 31))
    for month in (november, december):
        lines = floor.line("outbound_calls", 60, 100), floor.line("conversion_rate", 40, "0.05")
        floor.published(scene.team, *lines, starts=month)
        scene.rate(first.person, 1, 100, month)
    scene.close(november)
    assert operations.assign_due(at=AT) == 0
    operations.close_assignment(assignment=first, outcome="not_improved", by=scene.leader, at=AT)
    scene.close(december)
    assert operations.assign_due(at=AT) == 1
    assert sorted(Assignment.objects.values_list("month", "state")) == [(OCT, "closed"), (december, "open")]


@pytest.mark.parametrize(("starts", "made"), [(OCT, 1), (date(2026, 11, 1), 0)])
def test_months_before_a_rule_are_not_looked_at(scene: Floor, starts: date, made: int) -> None:
    scene.rate(scene.agent("Ivan Lee"), 1, 100)
    talks.rule(starts=starts, periods_in_row=1)
    scene.close()
    assert operations.assign_due(at=AT) == made


def test_a_rule_that_is_off_asks_for_nothing_until_it_is_on(scene: Floor) -> None:
    scene.rate(scene.agent("Ivan Lee"), 1, 100)
    rule = talks.rule(periods_in_row=1)
    scene.close()
    operations.switch_rule(rule=rule, active=False, by=scene.leader, at=AT)
    assert operations.assign_due(at=AT) == 0
    operations.switch_rule(rule=rule, active=True, by=scene.leader, at=AT)
    assert operations.assign_due(at=AT) == 1


def test_a_due_day_is_a_working_day(scene: Floor) -> None:
    scene.rate(scene.agent("Ivan Lee"), 1, 100)
    talks.rule(periods_in_row=1, due_days=10)  # Saturday, 14 November
    scene.close()
    operations.assign_due(at=AT)
    assert Assignment.objects.get().due_day == date(2026, 11, 16)


def test_the_trail_names_nobody(scene: Floor) -> None:
    row = talks.assigned(scene)
    operations.close_assignment(assignment=row, outcome="not_improved", by=scene.leader, at=AT)
    rows = Entry.objects.filter(verb__startswith="coaching.")
    assert rows.count() == 2
    for entry in rows:
        assert "Ivan" not in f"{entry.subject_label} {entry.after}"
        assert "not_improved" not in f"{entry.after}"


def test_questions_do_not_grow_with_people(scene: Floor) -> None:
    scene.rate(scene.agent("First Au"), 1, 100)
    scene.rate(scene.agent("Second Bo"), 1, 100)
    for number in range(20):
        scene.rate(scene.agent(f"Agent {number}", sign_in=False), 4, 100)
    scene.close()
    talks.rule(code="few", periods_in_row=1)
    with CaptureQueriesContext(connection) as few:
        assert operations.assign_due(at=AT) == 2
    talks.rule(code="many", bound_micros=45_000, periods_in_row=1)
    with CaptureQueriesContext(connection) as many:
        assert operations.assign_due(at=AT) == 22
    assert len(many) == len(few)


def test_the_leader_is_asked_on_the_day_of_looking(scene: Floor) -> None:
    scene.rate(scene.agent("Ivan Lee"), 1, 100)
    new = floor.person("New Lead", Role.MANAGER)
    talks.leads_too(new, scene.team)
    assert RoleGrant.objects.filter(person=new).exists()
    talks.rule(periods_in_row=1)
    scene.close()
    operations.assign_due(at=AT)
    assert Assignment.objects.get().coach == new
