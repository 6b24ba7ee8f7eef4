"""Writing scorecards: made, copied, saved by one of two, thrown away."""

from dataclasses import replace
from datetime import date

import pytest

from apps.audit.models import Entry
from apps.goals import operations
from apps.goals.checks import KpiTwice, TargetMissing
from apps.goals.drafts import LineDraft
from apps.goals.models import Line, PersonTarget, Scorecard
from apps.goals.queries import stored_lines
from tests import floor
from tests.floor import DEC, NOON, NOV

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> floor.Team:
    floor.organisation()
    return floor.team("Outbound A")


@pytest.fixture
def dora(home: floor.Team) -> floor.User:
    return floor.leader("Dora", home)


def content(card: Scorecard, *lines: LineDraft, **other: object) -> operations.ScorecardContent:
    values = {"name": card.name, "no_data": card.no_data, "minimum_days": 10, "lines": lines}
    return operations.ScorecardContent(**(values | other))  # type: ignore[arg-type]


def drafts(home: floor.Team) -> tuple[LineDraft, LineDraft]:
    """Two lines of an example, to be written elsewhere."""
    example = floor.draft(
        home, floor.line("outbound_calls", 60, 210), floor.line("conversion_rate", 40, "0.05")
    )
    first, second = stored_lines(example)
    return first, second


def test_a_new_scorecard_is_an_empty_draft_with_its_entry_in_the_trail(
    home: floor.Team, dora: floor.User
) -> None:
    card = operations.create_scorecard(team=home, name=" ", starts=NOV, ends=DEC, by=dora, at=NOON)
    assert (card.state, card.name, card.version, card.lines.count()) == ("draft", "Outbound A", 1, 0)
    entry = Entry.objects.get(verb="scorecard.created")
    assert (entry.actor_id, entry.subject_id) == (dora.pk, str(card.pk))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (NOV, NOV),
        (date(2026, 11, 2), DEC),
        (NOV, date(2026, 11, 30)),
        (DEC, NOV),
        (NOV, date(2027, 12, 1)),
    ],
)
def test_only_whole_months_from_one_to_twelve(
    home: floor.Team, dora: floor.User, starts: date, ends: date
) -> None:
    with pytest.raises(operations.MonthsInvalid) as told:
        operations.create_scorecard(team=home, name="x", starts=starts, ends=ends, by=dora, at=NOON)
    assert told.value.field == "months"
    assert "at most 12" in told.value.message
    assert not Scorecard.objects.exists()


def test_twelve_months_are_allowed(home: floor.Team, dora: floor.User) -> None:
    ends = date(2027, 11, 1)
    assert operations.create_scorecard(team=home, name="x", starts=NOV, ends=ends, by=dora, at=NOON)


def test_saving_keeps_the_rows_of_kpis_that_stay_and_with_them_single_targets(
    home: floor.Team, dora: floor.User
) -> None:
    calls, conversion = drafts(home)
    card = floor.draft(home, floor.line("outbound_calls", 100, 200))
    row = card.lines.get()
    own = PersonTarget.objects.create(line=row, person=floor.agent("Amy", home), target_micros=5)
    saved = operations.save_draft(
        scorecard=card, version=1, content=content(card, conversion, calls, name="New"), by=dora, at=NOON
    )
    assert (saved.version, saved.name) == (2, "New")
    assert [(x.kpi.code, x.position, x.weight) for x in saved.lines.order_by("position")] == [
        ("conversion_rate", 1, 4000),
        ("outbound_calls", 2, 6000),
    ]
    row.refresh_from_db()
    assert row.target_micros == floor.micros(210)
    assert PersonTarget.objects.get().pk == own.pk


def test_a_removed_kpi_goes(home: floor.Team, dora: floor.User) -> None:
    calls, _ = drafts(home)
    card = floor.draft(home, floor.line("outbound_calls", 50, 1), floor.line("answered", 50, 1))
    operations.save_draft(scorecard=card, version=1, content=content(card, calls), by=dora, at=NOON)
    assert [line.kpi.code for line in card.lines.all()] == ["outbound_calls"]


def test_an_unfinished_draft_may_be_saved(home: floor.Team, dora: floor.User) -> None:
    calls, _ = drafts(home)
    card = floor.draft(home)
    operations.save_draft(scorecard=card, version=1, content=content(card, calls), by=dora, at=NOON)
    assert card.lines.get().weight == 6000


def test_the_trail_tells_before_and_after(home: floor.Team, dora: floor.User) -> None:
    calls, _ = drafts(home)
    card = floor.draft(home, floor.line("outbound_calls", 100, 200))
    operations.save_draft(scorecard=card, version=1, content=content(card, calls), by=dora, at=NOON)
    entry = Entry.objects.get(verb="scorecard.saved")
    assert entry.before["lines"]["outbound_calls"]["target_micros"] == floor.micros(200)
    assert entry.after["lines"]["outbound_calls"]["target_micros"] == floor.micros(210)


def test_one_kpi_twice_or_without_target_is_not_stored(home: floor.Team, dora: floor.User) -> None:
    calls, _ = drafts(home)
    card = floor.draft(home)
    for lines, refusal in (
        ((calls, calls), KpiTwice),
        ((replace(calls, target_micros=None),), TargetMissing),
    ):
        with pytest.raises(refusal) as told:
            operations.save_draft(scorecard=card, version=1, content=content(card, *lines), by=dora, at=NOON)
        assert "Outbound calls" in told.value.message
    assert not card.lines.exists()
    card.refresh_from_db()
    assert card.version == 1


def test_the_second_of_two_editors_is_told_who_was_first(home: floor.Team, dora: floor.User) -> None:
    eve = floor.leader("Eve", home)
    calls, conversion = drafts(home)
    card = floor.draft(home)
    operations.save_draft(scorecard=card, version=1, content=content(card, calls), by=eve, at=NOON)
    with pytest.raises(operations.ScorecardChanged) as told:
        operations.save_draft(scorecard=card, version=1, content=content(card, conversion), by=dora, at=NOON)
    assert "eve" in told.value.message
    assert "12:00" in told.value.message  # the organisation's time, not UTC
    assert [line.kpi.code for line in card.lines.all()] == ["outbound_calls"]
    operations.save_draft(scorecard=card, version=2, content=content(card, conversion), by=dora, at=NOON)
    assert [line.kpi.code for line in card.lines.all()] == ["conversion_rate"]


def test_published_targets_do_not_change(home: floor.Team, dora: floor.User) -> None:
    calls, _ = drafts(home)
    card = floor.published(home, floor.line("outbound_calls", 100, 200))
    with pytest.raises(operations.NotADraft):
        operations.save_draft(scorecard=card, version=1, content=content(card, calls), by=dora, at=NOON)
    with pytest.raises(operations.NotADraft):
        operations.discard_draft(scorecard=card, version=1, by=dora, at=NOON)
    with pytest.raises(operations.NotADraft):
        operations.set_person_target(
            line=card.lines.get(),
            person=floor.agent("Amy", home),
            target_micros=1,
            version=1,
            by=dora,
            at=NOON,
        )
    assert card.lines.get().target_micros == floor.micros(200)


def test_a_copy_takes_lines_policy_and_single_targets(home: floor.Team, dora: floor.User) -> None:
    source = floor.published(
        home,
        floor.line("outbound_calls", 60, 210, threshold=150, grain="week"),
        floor.line("conversion_rate", 40, "0.05"),
        no_data="zero",
        minimum_days=7,
        own={floor.agent("Amy", home): 99},
    )
    copy = operations.copy_scorecard(
        source=source, starts=DEC, ends=date(2027, 1, 1), name="December", by=dora, at=NOON
    )
    assert [replace(line, origin={}) for line in stored_lines(copy)] == stored_lines(source)
    assert {line.origin["code"] for line in stored_lines(copy)} == {"copied"}
    assert (copy.state, copy.no_data, copy.minimum_days) == ("draft", "zero", 7)
    assert PersonTarget.objects.get(line__scorecard=copy).target_micros == 99
    assert Entry.objects.get(verb="scorecard.copied").after["copied_from"] == source.pk


def test_a_copy_for_another_team_leaves_single_targets_behind(home: floor.Team, dora: floor.User) -> None:
    source = floor.published(home, floor.line("outbound_calls", 100, 210), own={floor.agent("Amy", home): 99})
    copy = operations.copy_scorecard(
        source=source, team=floor.team("B"), starts=DEC, ends=date(2027, 1, 1), name="B", by=dora, at=NOON
    )
    assert Line.objects.filter(scorecard=copy).count() == 1
    assert not PersonTarget.objects.filter(line__scorecard=copy).exists()


def test_nothing_cannot_be_copied(home: floor.Team, dora: floor.User) -> None:
    with pytest.raises(operations.CopyOfNothing):
        operations.copy_scorecard(
            source=floor.draft(home), starts=DEC, ends=date(2027, 1, 1), name="x", by=dora, at=NOON
        )


def test_a_discarded_draft_is_gone_but_not_from_the_trail(home: floor.Team, dora: floor.User) -> None:
    card = floor.draft(home, floor.line("outbound_calls", 100, 210))
    operations.discard_draft(scorecard=card, version=1, by=dora, at=NOON)
    assert not Scorecard.objects.filter(pk=card.pk).exists()
    assert "outbound_calls" in Entry.objects.get(verb="scorecard.discarded").before["lines"]


def test_a_single_target_is_set_and_taken_back(home: floor.Team, dora: floor.User) -> None:
    card = floor.draft(home, floor.line("outbound_calls", 100, 210))
    amy, line = floor.agent("Amy", home), card.lines.get()
    for version, micros in ((1, 500), (2, 600), (3, None)):
        operations.set_person_target(
            line=line, person=amy, target_micros=micros, version=version, by=dora, at=NOON
        )
    assert not PersonTarget.objects.exists()
    entries = Entry.objects.filter(verb="scorecard.person_target").order_by("pk")
    assert [(e.before["target_micros"], e.after["target_micros"]) for e in entries] == [
        (None, 500),
        (500, 600),
        (600, None),
    ]


class TestObjectives:
    def content(self, **other: object) -> operations.ObjectiveContent:
        values = {"name": "Grow net sales", "focus": "growth", "starts": NOV, "ends": DEC}
        return operations.ObjectiveContent(**(values | other))  # type: ignore[arg-type]

    def test_create_and_change(self, dora: floor.User) -> None:
        row = operations.create_objective(content=self.content(), by=dora, at=NOON)
        operations.update_objective(objective=row, content=self.content(name="Keep"), by=dora, at=NOON)
        assert row.name == "Keep"
        entry = Entry.objects.get(verb="objective.changed")
        assert (entry.before["name"], entry.after["name"]) == ("Grow net sales", "Keep")

    def test_saving_the_same_again_is_not_an_event(self, dora: floor.User) -> None:
        row = operations.create_objective(content=self.content(), by=dora, at=NOON)
        operations.update_objective(objective=row, content=self.content(), by=dora, at=NOON)
        assert not Entry.objects.filter(verb="objective.changed").exists()

    @pytest.mark.parametrize(
        ("other", "refusal"),
        [
            ({"name": "  "}, operations.ObjectiveUnnamed),
            ({"ends": NOV}, operations.ObjectiveDates),
        ],
    )
    def test_refusals(self, dora: floor.User, other: dict[str, object], refusal: type[Exception]) -> None:
        with pytest.raises(refusal):
            operations.create_objective(content=self.content(**other), by=dora, at=NOON)

    def test_no_circles(self, dora: floor.User) -> None:
        top = operations.create_objective(content=self.content(), by=dora, at=NOON)
        low = operations.create_objective(content=self.content(name="Low", parent=top), by=dora, at=NOON)
        for parent in (top, low):
            with pytest.raises(operations.ObjectiveCircle):
                operations.update_objective(
                    objective=top, content=self.content(parent=parent), by=dora, at=NOON
                )
