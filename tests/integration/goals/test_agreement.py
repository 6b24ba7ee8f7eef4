"""From submitting to answered; and a published target is a promise, whichever way someone writes."""

import csv
import io
import json
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from apps.goals import operations
from apps.goals.models import (
    Acknowledgement,
    Change,
    Consent,
    Line,
    PersonMonth,
    PersonTarget,
    Scorecard,
)
from apps.goals.operations import NewValue
from apps.goals.queries import judging_of, person_targets, scorecards_of
from apps.goals.queries.own import own_scorecards
from apps.people.models import Notice, Person
from apps.people.operations import log_downtime, name_deputy
from apps.people.queries.tree import team_tree
from apps.performance.queries import person_performance
from tests import floor
from tests.floor import DEC, NOON, NOV, User, micros

pytestmark = pytest.mark.django_db
JAN = date(2027, 1, 1)
MID = datetime(2026, 12, 14, 4, 0, tzinfo=UTC)  # a Monday; 9 of December's 23 weekdays are over


class Floor:
    """A team with a leader, a boss above, a director, and two agents who sign in."""

    def __init__(self) -> None:
        floor.organisation()
        self.root = floor.team("Sales")
        self.home = floor.team("Outbound A", self.root)
        self.dora: User = floor.leader("Dora", self.home)
        self.boss: User = floor.leader("Boss", self.root)
        self.amy = floor.agent("Amy", self.home, sign_in=True)
        self.ben = floor.agent("Ben", self.home, sign_in=True)

    def published(self, **other: Any) -> Scorecard:
        lines = floor.line("outbound_calls", 60, 2300), floor.line("conversion_rate", 40, "0.05")
        card = floor.approved(floor.draft(self.home, *lines, starts=DEC, **other))
        return operations.publish_scorecard(scorecard=card, version=card.version, by=self.dora, at=NOON)

    def change(self, card: Scorecard, code: str, target: int, from_day: date, at: datetime = MID) -> Change:
        line = card.lines.select_related("kpi", "scorecard").get(kpi__code=code)
        change = operations.propose_change(
            scorecard=card,
            values=[NewValue(line=line, target_micros=target)],
            from_day=from_day,
            reason="Fewer numbers",
            by=self.dora,
            at=at,
        )
        return operations.approve_change(change=change, by=self.boss, at=at)


@pytest.fixture
def scene(db: None) -> Floor:
    return Floor()


def calls_of(person: Person, month: date = DEC) -> Fraction:
    wanted = own_scorecards(person.pk, [month])[0].targets[0].wanted
    assert wanted is not None
    assert wanted.target.value is not None
    return wanted.target.value


def test_who_wrote_it_never_approves_and_a_deputy_does_under_their_own_name(scene: Floor) -> None:
    card = floor.draft(scene.home, floor.line("outbound_calls", 100, 2300), starts=DEC)
    with pytest.raises(operations.ReasonForFail):
        operations.submit_scorecard(scorecard=card, version=1, by=scene.dora, at=NOON)
    operations.submit_scorecard(scorecard=card, version=1, by=scene.dora, at=NOON, reason="New team")
    assert (card.state, card.submitted_because) == ("submitted", "New team")
    assert [n.person_id for n in Notice.objects.filter(code="scorecard.submitted")] == [scene.boss.person.pk]
    for nobody in (scene.dora, scene.amy.user):
        with pytest.raises(operations.MayNotApprove):
            operations.approve_scorecard(scorecard=card, version=card.version, by=nobody, at=NOON)
    with pytest.raises(operations.NotApproved):
        operations.publish_scorecard(scorecard=card, version=card.version, by=scene.dora, at=NOON)
    name_deputy(
        person=scene.boss.person,
        deputy=scene.amy,
        first_day=date(2026, 11, 24),
        last_day=date(2026, 11, 24),
        by=scene.boss,
        at=NOON,
    )
    approved = operations.approve_scorecard(scorecard=card, version=card.version, by=scene.amy.user, at=NOON)
    assert (approved.approved_by, approved.state) == (scene.amy.user, "approved")
    back = operations.take_back(scorecard=card, version=card.version, by=scene.dora, at=NOON)
    assert (back.state, back.approved_by, back.submitted_at) == ("draft", None, None)


def test_the_lock_holds_against_every_write_path(scene: Floor) -> None:
    card = scene.published()
    line = card.lines.get(kpi__code="outbound_calls")
    content = operations.ScorecardContent(name="X", no_data="zero", minimum_days=0, lines=())
    refused: list[Any] = [
        lambda: operations.save_draft(
            scorecard=card, version=card.version, content=content, by=scene.dora, at=MID
        ),
        lambda: operations.set_person_target(
            line=line, person=scene.amy, target_micros=1, version=card.version, by=scene.dora, at=MID
        ),
        lambda: operations.scale_targets(
            scorecard=card, version=card.version, by_ratio=Fraction(1, 20), by=scene.dora, at=MID
        ),
        lambda: operations.take_sheet(
            scorecard=card, version=card.version, lines=[], own={}, by=scene.dora, at=MID
        ),
        lambda: operations.restore_version(
            scorecard=card, version=card.version, number=card.version, by=scene.dora, at=MID
        ),
        lambda: operations.discard_draft(scorecard=card, version=card.version, by=scene.dora, at=MID),
    ]
    for write in refused:
        with pytest.raises(operations.NotADraft):
            write()
    raw: list[Any] = [  # a shell, an admin, an import: the database itself refuses
        lambda: Line.objects.filter(pk=line.pk).update(target_micros=1),
        lambda: Line.objects.filter(pk=line.pk).update(weight=1),
        line.delete,
        lambda: PersonTarget.objects.create(line=line, person=scene.amy, target_micros=1),
        lambda: line.months.create(month=DEC, target_micros=1),
        lambda: Scorecard.objects.filter(pk=card.pk).update(ends=JAN, starts=NOV),
        lambda: Scorecard.objects.filter(pk=card.pk).update(no_data="zero"),
    ]
    for write in raw:
        with pytest.raises(IntegrityError, match="do not change"), transaction.atomic():
            write()
    client = Client()
    client.force_login(scene.dora)
    sheet = io.BytesIO(b"kpi,weight,target\noutbound_calls,100,1\n")
    sheet.name = "x.csv"
    for name in ("scorecard-use", "scorecard-undo", "scorecard-scale", "scorecard-template"):
        assert client.post(reverse(name, args=[card.pk])).status_code == 404
    assert client.post(reverse("scorecard-import", args=[card.pk]), {"file": sheet}).status_code == 404
    client.post(reverse("scorecard", args=[card.pk]), {"outbound_calls-target": "1", "action": "save"})
    card.refresh_from_db()
    assert [one.target_micros for one in card.lines.order_by("position")] == [micros(2300), 50_000]


def test_a_change_needs_a_reason_a_day_to_come_and_somebody_else(scene: Floor) -> None:
    card = scene.published()
    line = card.lines.select_related("kpi", "scorecard").get(kpi__code="outbound_calls")
    usual: dict[str, Any] = {
        "scorecard": card,
        "values": [NewValue(line=line, target_micros=micros(2000))],
        "from_day": date(2026, 12, 14),
        "reason": "Fewer numbers",
        "by": scene.dora,
        "at": MID,
    }
    for given, refusal in (
        ({"reason": " "}, operations.ChangeReasonMissing),
        ({"from_day": date(2026, 12, 13)}, operations.ChangeDay),
        ({"from_day": JAN}, operations.ChangeDay),
        ({"values": [NewValue(line=line, target_micros=micros(2300))]}, operations.ChangeOfNothing),
        ({"values": [NewValue(line=line, weight=5000)]}, operations.WeightsMidMonth),
    ):
        with pytest.raises(refusal):
            operations.propose_change(**(usual | given))
    change = operations.propose_change(**usual)
    for nobody in (scene.dora, scene.amy.user):
        with pytest.raises(operations.ChangeNotYours):
            operations.approve_change(change=change, by=nobody, at=MID)  # type: ignore[arg-type]
    assert calls_of(scene.amy) == 2300
    operations.decline_change(change=change, reason="No", by=scene.boss, at=MID)
    with pytest.raises(operations.ChangeDecided):
        operations.approve_change(change=change, by=scene.boss, at=MID)
    assert calls_of(scene.amy) == 2300


def test_an_easier_target_holds_from_its_day_and_what_was_before_counts_as_before(scene: Floor) -> None:
    card = scene.published()
    scene.change(card, "outbound_calls", micros(2000), date(2026, 12, 14))
    # 9 of 23 working days under 2,300, 14 under 2,000
    assert calls_of(scene.amy) == Fraction(2300 * 9 + 2000 * 14, 23)
    judged = scorecards_of(DEC, team_tree())[scene.home.pk]
    assert judged.lines[0].target.value == Fraction(2300 * 9 + 2000 * 14, 23)


def test_a_harder_target_waits_for_each_agents_yes(scene: Floor) -> None:
    card = scene.published(months=2)
    change = scene.change(card, "outbound_calls", micros(2500), JAN)
    scene.change(card, "conversion_rate", 40_000, JAN)
    assert person_targets([card.pk], DEC) == {}
    line = card.lines.get(kpi__code="outbound_calls")
    assert person_targets([card.pk], JAN) == {
        (line.pk, scene.amy.pk): micros(2300),
        (line.pk, scene.ben.pk): micros(2300),
    }
    operations.answer_change(change=change, person=scene.amy, agreed=True, by=scene.amy.user, at=MID)  # type: ignore[arg-type]
    with pytest.raises(operations.DeclineReasonMissing):
        operations.answer_change(change=change, person=scene.ben, agreed=False, by=scene.ben.user, at=MID)  # type: ignore[arg-type]
    operations.answer_change(
        change=change,
        person=scene.ben,
        agreed=False,
        by=scene.ben.user,
        at=MID,
        reason="Too many",  # type: ignore[arg-type]
    )
    with pytest.raises(operations.ChangeDecided):
        operations.answer_change(change=change, person=scene.ben, agreed=True, by=scene.ben.user, at=MID)  # type: ignore[arg-type]
    assert (calls_of(scene.amy, JAN), calls_of(scene.ben, JAN)) == (2500, 2300)
    assert (calls_of(scene.amy, DEC), calls_of(scene.ben, DEC)) == (2300, 2300)
    assert Consent.objects.filter(agreed=False).count() == 1


def test_an_answer_before_the_period_is_taken_at_once_and_after_it_has_begun_by_two(scene: Floor) -> None:
    card = scene.published()
    line = card.lines.select_related("kpi", "scorecard").get(kpi__code="outbound_calls")
    given: dict[str, Any] = {"line": line, "target_micros": micros(2000), "reason": "Old list"}
    answer = operations.propose_target(**given, person=scene.amy, by=scene.amy.user, at=NOON)
    with pytest.raises(operations.AnswerWaiting):
        operations.propose_target(**given, person=scene.amy, by=scene.amy.user, at=NOON)
    with pytest.raises(operations.NotOneself):
        operations.propose_target(**given, person=scene.ben, by=scene.amy.user, at=NOON)
    operations.accept_answer(answer=answer, by=scene.dora, at=NOON)
    assert (calls_of(scene.amy), calls_of(scene.ben)) == (2000, 2300)
    late = operations.propose_target(**given, person=scene.ben, by=scene.ben.user, at=MID)
    late = operations.accept_answer(answer=late, by=scene.dora, at=MID)
    assert calls_of(scene.ben) == 2300
    assert late.change is not None
    operations.approve_change(change=late.change, by=scene.boss, at=MID)
    assert calls_of(scene.ben) == Fraction(round(1_000_000 * Fraction(2300 * 9 + 2000 * 14, 23)), 1_000_000)


def test_reminded_once_and_deemed_seen_only_after_return(scene: Floor) -> None:
    card = scene.published()
    floor.away(scene.ben, date(2026, 11, 25), date(2026, 12, 11))
    later = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
    assert operations.remind_agents(at=later) == 1
    assert operations.remind_agents(at=later) == 0
    assert operations.deem_seen(at=later) == 0
    assert operations.deem_seen(at=datetime(2026, 12, 1, 4, 0, tzinfo=UTC)) == 1
    assert operations.deem_seen(at=datetime(2026, 12, 17, 4, 0, tzinfo=UTC)) == 0
    assert operations.deem_seen(at=datetime(2026, 12, 18, 4, 0, tzinfo=UTC)) == 1
    assert Acknowledgement.objects.filter(scorecard=card, deemed=True).count() == 2


def test_a_scorecard_for_some_goes_before_the_teams_own(scene: Floor) -> None:
    scene.published()
    joiner = floor.agent("New", scene.home, starts=date(2026, 11, 16))
    own = floor.draft(
        scene.home, floor.line("outbound_calls", 100, 1000), starts=DEC, scope="joiners", name="Joiners"
    )
    card = floor.approved(own)
    operations.publish_scorecard(scorecard=card, version=card.version, by=scene.dora, at=NOON)
    assert list(PersonMonth.objects.values_list("person_id", flat=True)) == [joiner.pk]
    judging = judging_of(DEC, team_tree())
    assert judging.of(joiner.pk, scene.home.pk).name == "Joiners"  # type: ignore[union-attr]
    assert judging.of(scene.amy.pk, scene.home.pk).name != "Joiners"  # type: ignore[union-attr]
    assert calls_of(joiner) == 1000
    floor.delivered(date(2026, 12, 31))
    performed = person_performance(joiner.pk, DEC, on=date(2026, 12, 31))
    assert performed is not None
    assert [line.target_value for line in performed.lines] == [1000]
    again = floor.approved(
        floor.draft(scene.home, floor.line("outbound_calls", 100, 1), starts=DEC, scope="joiners")
    )
    with pytest.raises(operations.PersonTaken):
        operations.publish_scorecard(scorecard=again, version=again.version, by=scene.dora, at=NOON)


def test_downtime_and_half_days_lower_volumes_only(scene: Floor) -> None:
    scene.published()
    log_downtime(team=scene.root, day=date(2026, 12, 1), minutes=240, reason="Dialer", by=scene.boss, at=NOON)
    own = own_scorecards(scene.amy.pk, [DEC])[0]
    # four of eight hours of one of 23 days
    assert calls_of(scene.amy) == Fraction(2300 * 45, 46)
    assert own.targets[1].wanted.target.value == Fraction(1, 20)  # type: ignore[union-attr]
    assert (own.worked_days, own.down_days) == (23, Fraction(1, 2))
    floor.away(scene.ben, date(2026, 12, 2), date(2026, 12, 3))
    scene.ben.leaves.update(half=True)
    assert calls_of(scene.ben) == Fraction(2300 * 43, 46)


def test_the_command_says_the_five_verdicts_and_the_total(scene: Floor) -> None:
    floor.draft(
        scene.home,
        floor.line("outbound_calls", 60, 2300),
        floor.line("conversion_rate", 40, "0.05"),
        starts=DEC,
    )
    out = io.StringIO()
    call_command("check_targets", "--month", "2026-12", "--team", scene.home.code, "--json", stdout=out)
    (card,) = json.loads(out.getvalue())["scorecards"]
    assert card["weights_total"] == "100.00"
    assert [set(kpi["verdicts"]) for kpi in card["kpis"]] == [
        {"specific", "measurable", "attainable", "relevant", "time_bound"}
    ] * 2
    first = card["kpis"][0]["verdicts"]
    assert first["relevant"]["verdict"] == "fail"
    assert first["time_bound"]["verdict"] == "pass"
    assert all(verdict["remedy"] for verdict in first.values() if verdict["verdict"] != "pass")


def test_the_check_asks_a_constant_number_of_queries(scene: Floor) -> None:
    def asked(lines: int, agents: int) -> int:
        codes = ("outbound_calls", "answered", "offered", "resolved")[:lines]
        card = floor.draft(scene.home, *(floor.line(code, 100 // lines, 1) for code in codes), starts=DEC)
        for n in range(agents):
            person = floor.agent(f"More {lines} {n}", scene.home)
            floor.cell("outbound_calls", person, 100, starts=date(2026, 10, 1))
        with connection.execute_wrapper(counter := Counter()):
            operations.submit_scorecard(
                scorecard=card, version=1, by=scene.dora, at=NOON, reason="x" if lines else ""
            )
        return counter.count

    asked(1, 1)  # what the process keeps is read once
    assert asked(1, 1) == asked(4, 12)


class Counter:
    """Counts reads."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, *args: Any) -> Any:
        self.count += sql.startswith("SELECT")
        return execute(sql, *args)


def test_a_spreadsheet_survives_the_round_trip_and_names_what_it_cannot_read(scene: Floor) -> None:
    card = floor.draft(
        scene.home,
        floor.line("outbound_calls", 60, 2300),
        floor.line("conversion_rate", 40, "0.05"),
        starts=DEC,
    )
    client = Client()
    client.force_login(scene.dora)
    for kind in ("csv", "xlsx"):
        content = client.get(reverse("scorecard-sheet", args=[card.pk, kind])).content
        file = io.BytesIO(content)
        file.name = f"x.{kind}"
        card.refresh_from_db()
        sent = {"file": file, "version": str(card.version)}
        client.post(reverse("scorecard-import", args=[card.pk]), sent)
        card.refresh_from_db()
        assert [(line.weight, line.target_micros) for line in card.lines.order_by("position")] == [
            *((6000, micros(2300)), (4000, 50_000)),
        ]
    rows = list(
        csv.reader(
            io.StringIO(
                client.get(reverse("scorecard-sheet", args=[card.pk, "csv"])).content.decode("utf-8-sig")
            )
        )
    )
    target, agent = rows[0].index("target"), rows[0].index("agent")
    rows[1][target] = "many"
    rows.append([*rows[2]])
    rows.append([*rows[1]])
    rows[-1][agent] = "99999"
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file = io.BytesIO(out.getvalue().encode())
    file.name = "x.csv"
    sent = {"file": file, "version": str(card.version)}
    page = client.post(reverse("scorecard-import", args=[card.pk]), sent).content.decode()
    assert "“many” cannot be read as a number" in page
    assert "stands in row 3 already" in page
    assert "No agent of this scorecard has the number “99999”" in page
    card.refresh_from_db()
    assert card.lines.get(position=1).target_micros == micros(2300)
