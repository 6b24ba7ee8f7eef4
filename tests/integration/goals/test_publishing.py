"""From publishing on the targets hold: one scorecard a team and month, whoever comes first."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connections

from apps.audit.models import Entry
from apps.goals import checks, operations
from apps.goals.models import Acknowledgement, Scorecard, ScorecardMonth
from apps.goals.queries import people_on, scorecards_for
from apps.people.models import Freeze, Notice
from apps.people.operations import close_period
from tests import floor
from tests.floor import DEC, NOON, NOV

JAN = date(2027, 1, 1)
IN_DECEMBER = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def home(db: None) -> floor.Team:
    floor.organisation()
    return floor.team("Outbound A")


@pytest.fixture
def dora(home: floor.Team) -> floor.User:
    return floor.leader("Dora", home)


def complete(home: floor.Team, **other: object) -> Scorecard:
    lines = floor.line("outbound_calls", 60, 210), floor.line("conversion_rate", 40, "0.05")
    return floor.draft(home, *lines, **other)  # type: ignore[arg-type]


def publish(card: Scorecard, by: floor.User, version: int = 1) -> Scorecard:
    if card.state == "draft":
        floor.approved(card)
    return operations.publish_scorecard(scorecard=card, version=version, by=by, at=NOON)


class TestPublish:
    def test_holds_its_months_tells_its_agents_and_the_trail(
        self, home: floor.Team, dora: floor.User
    ) -> None:
        amy, gone = floor.agent("Amy", home), floor.agent("Gone", home, ends=NOV)
        card = publish(complete(home, months=2), dora)
        assert (card.state, card.published_by, card.published_at, card.version) == (
            "published",
            dora,
            NOON,
            2,
        )
        assert list(card.months.order_by("month").values_list("month", flat=True)) == [NOV, DEC]
        assert [n.person_id for n in Notice.objects.filter(code="scorecard.published")] == [amy.pk]
        assert gone.pk not in {person.person_id for person in people_on(card)}
        assert Entry.objects.get(verb="scorecard.published").after["months"] == ["2026-11-01", "2026-12-01"]

    def test_is_refused_for_what_is_incomplete_and_nothing_is_written(
        self, home: floor.Team, dora: floor.User
    ) -> None:
        card = floor.draft(home, floor.line("outbound_calls", 30, 210), floor.line("answered", "69.99", 5))
        with pytest.raises(checks.WeightsTooLow):
            publish(card, dora)
        card.refresh_from_db()
        assert (card.state, card.version, card.months.count()) == ("approved", 1, 0)
        assert not Entry.objects.filter(verb="scorecard.published").exists()

    def test_an_empty_one_is_refused(self, home: floor.Team, dora: floor.User) -> None:
        with pytest.raises(checks.NoLines):
            publish(floor.draft(home), dora)

    def test_months_that_another_scorecard_holds(self, home: floor.Team, dora: floor.User) -> None:
        publish(complete(home, name="First"), dora)
        with pytest.raises(operations.MonthTaken) as told:
            publish(complete(home, months=2), dora)
        assert told.value.message.startswith("November 2026: the scorecard “First” is already published")
        publish(complete(home, starts=DEC), dora)

    def test_a_closed_month(self, home: floor.Team, dora: floor.User) -> None:
        close_period(month=NOV, by=dora, at=IN_DECEMBER)
        with pytest.raises(operations.MonthClosed) as told:
            publish(complete(home, months=2), dora)
        assert "November 2026" in told.value.message
        publish(complete(home, starts=DEC), dora)

    @pytest.mark.parametrize(
        ("last_day", "refused"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)]
    )
    def test_a_month_that_was_paid(
        self, home: floor.Team, dora: floor.User, last_day: date, refused: bool
    ) -> None:
        amy = floor.agent("Amy", home)
        Freeze.objects.create(
            person=amy, first_day=date(2026, 10, 1), last_day=last_day, reason="payout run 2026-10/1", at=NOON
        )
        if refused:
            with pytest.raises(operations.MonthFrozen, match="payout run 2026-10/1"):
                publish(complete(home), dora)
        else:
            assert publish(complete(home), dora).is_published

    def test_twice_is_refused(self, home: floor.Team, dora: floor.User) -> None:
        card = publish(complete(home), dora)
        with pytest.raises(operations.NotADraft):
            publish(card, dora, version=2)

    def test_of_an_older_version_is_refused(self, home: floor.Team, dora: floor.User) -> None:
        card = complete(home)
        Scorecard.objects.filter(pk=card.pk).update(version=2)
        with pytest.raises(operations.ScorecardChanged):
            publish(card, dora, version=1)


class TestRetire:
    def retire(self, card: Scorecard, by: floor.User, reason: str = "wrong target") -> Scorecard:
        return operations.retire_scorecard(
            scorecard=card, version=card.version, reason=reason, by=by, at=IN_DECEMBER
        )

    def test_gives_its_open_months_back_and_keeps_the_closed_ones(
        self, home: floor.Team, dora: floor.User
    ) -> None:
        floor.agent("Amy", home)
        card = publish(complete(home, months=2), dora)
        close_period(month=NOV, by=dora, at=IN_DECEMBER)
        self.retire(card, dora)
        assert list(card.months.values_list("month", flat=True)) == [NOV]
        assert (card.state, card.retired_because, card.retired_by) == ("retired", "wrong target", dora)
        assert scorecards_for(NOV, [home.pk])[home.pk].id == card.pk
        assert scorecards_for(DEC, [home.pk]) == {}
        assert Notice.objects.filter(code="scorecard.retired").count() == 1
        publish(complete(home, starts=DEC), dora)

    def test_needs_a_reason(self, home: floor.Team, dora: floor.User) -> None:
        card = publish(complete(home), dora)
        with pytest.raises(operations.RetireReasonMissing):
            self.retire(card, dora, reason=" ")
        card.refresh_from_db()
        assert card.is_published

    def test_a_draft_is_not_retired(self, home: floor.Team, dora: floor.User) -> None:
        with pytest.raises(operations.NotPublished):
            operations.retire_scorecard(scorecard=complete(home), version=1, reason="No", by=dora, at=NOON)

    def test_a_scorecard_whose_months_are_all_closed_stays(self, home: floor.Team, dora: floor.User) -> None:
        card = publish(complete(home), dora)
        close_period(month=NOV, by=dora, at=IN_DECEMBER)
        with pytest.raises(operations.AllMonthsClosed):
            self.retire(card, dora)
        card.refresh_from_db()
        assert card.is_published

    def test_paid_months_keep_it_too(self, home: floor.Team, dora: floor.User) -> None:
        amy = floor.agent("Amy", home)
        card = publish(complete(home, months=2), dora)
        Freeze.objects.create(
            person=amy, first_day=NOV, last_day=date(2026, 11, 30), reason="payout run 2026-11/1", at=NOON
        )
        self.retire(card, dora)
        assert list(card.months.values_list("month", flat=True)) == [NOV]


class TestAcknowledge:
    def acknowledge(self, card: Scorecard, person: floor.Person) -> Acknowledgement:
        by = person.user
        assert by is not None
        return operations.acknowledge_scorecard(scorecard=card, person=person, by=by, at=NOON)

    def test_twice_is_once(self, home: floor.Team, dora: floor.User) -> None:
        amy = floor.agent("Amy", home, sign_in=True)
        card = publish(complete(home), dora)
        assert self.acknowledge(card, amy) == self.acknowledge(card, amy)
        assert Acknowledgement.objects.count() == 1
        assert Entry.objects.filter(verb="scorecard.acknowledged").count() == 1
        assert [(p.name, p.at) for p in people_on(card)] == [("Amy", NOON)]

    def test_not_a_draft(self, home: floor.Team) -> None:
        amy = floor.agent("Amy", home, sign_in=True)
        with pytest.raises(operations.NotPublished):
            self.acknowledge(complete(home), amy)

    def test_only_oneself(self, home: floor.Team, dora: floor.User) -> None:
        amy = floor.agent("Amy", home, sign_in=True)
        card = publish(complete(home), dora)
        with pytest.raises(operations.NotOneself, match="Amy"):
            operations.acknowledge_scorecard(scorecard=card, person=amy, by=dora, at=NOON)

    def test_not_what_judges_others(self, home: floor.Team, dora: floor.User) -> None:
        stranger = floor.agent("Stranger", floor.team("B"), sign_in=True)
        card = publish(complete(home), dora)
        with pytest.raises(operations.NotJudged):
            self.acknowledge(card, stranger)

    @pytest.mark.parametrize(
        ("starts", "ends", "judged"),
        [
            (date(2026, 11, 30), None, True),
            (DEC, None, False),
            (floor.START, date(2026, 11, 2), True),
            (floor.START, NOV, False),
        ],
    )
    def test_whoever_is_at_home_in_the_team_on_one_day_is_judged(
        self, home: floor.Team, dora: floor.User, starts: date, ends: date | None, judged: bool
    ) -> None:
        amy = floor.agent("Amy", home, starts=starts, ends=ends)
        card = publish(complete(home), dora)
        assert (amy.pk in {person.person_id for person in people_on(card)}) is judged

    def test_a_team_below_with_its_own_scorecard_is_not_judged_by_the_one_above(
        self, home: floor.Team, dora: floor.User
    ) -> None:
        own, inherits = floor.team("Own", home), floor.team("Inherits", home)
        floor.agent("Amy", own)
        floor.agent("Ben", inherits)
        publish(complete(own), dora)
        card = publish(complete(home), dora)
        assert [person.name for person in people_on(card)] == ["Ben"]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all at the same moment, each in a thread of its own; what each returned or raised."""
    start, results = threading.Barrier(len(calls)), []

    def work(call: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(call())
        except Exception as error:  # noqa: BLE001  told to the test
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_scorecards_for_one_month_published_at_once_one_wins(self) -> None:
        floor.organisation()
        home = floor.team("Outbound A")
        dora, eve = floor.leader("Dora", home), floor.leader("Eve", home)
        mine = floor.approved(complete(home, name="Mine"))
        theirs = floor.approved(complete(home, name="Theirs", months=2))
        results = at_once(lambda: publish(mine, dora), lambda: publish(theirs, eve))
        assert sorted(type(result).__name__ for result in results) == ["MonthTaken", "Scorecard"]
        assert Scorecard.objects.published().count() == 1
        assert set(ScorecardMonth.objects.values_list("scorecard__state", flat=True)) == {"published"}
        assert Entry.objects.filter(verb="scorecard.published").count() == 1

    def test_one_scorecard_published_by_two_at_once(self) -> None:
        floor.organisation()
        home = floor.team("Outbound A")
        dora, eve = floor.leader("Dora", home), floor.leader("Eve", home)
        card = floor.approved(complete(home))
        mine, theirs = Scorecard.objects.get(pk=card.pk), Scorecard.objects.get(pk=card.pk)
        results = at_once(lambda: publish(mine, dora), lambda: publish(theirs, eve))
        assert sorted(type(result).__name__ for result in results) == ["NotADraft", "Scorecard"]
        assert Entry.objects.filter(verb="scorecard.published").count() == 1

    def test_a_double_click_acknowledges_once(self) -> None:
        floor.organisation()
        home = floor.team("Outbound A")
        dora = floor.leader("Dora", home)
        amy = floor.agent("Amy", home, sign_in=True)
        card = publish(complete(home), dora)

        def click() -> Acknowledgement:
            return operations.acknowledge_scorecard(scorecard=card, person=amy, by=amy.user, at=NOON)  # type: ignore[arg-type]

        results = at_once(click, click)
        assert [type(result).__name__ for result in results] == ["Acknowledgement"] * 2
        assert Acknowledgement.objects.count() == 1
        assert Entry.objects.filter(verb="scorecard.acknowledged").count() == 1
