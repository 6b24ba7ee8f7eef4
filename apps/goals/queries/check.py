"""The SMART check of a scorecard: evidence read in a constant number of queries, verdicts by the engine."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from apps.engine import smart
from apps.engine.achievement import Direction, Target
from apps.engine.attainability import Attainability, reached_by, resemblance, target_in_guide
from apps.engine.periods import Grain
from apps.engine.smart import Finding, Guide, Verdict
from apps.engine.targets import nice_step
from apps.goals.drafts import LineDraft
from apps.goals.models import MeasureTaken, Objective, Scorecard
from apps.goals.queries.agreement import people_on
from apps.goals.queries.focus import template_codes
from apps.goals.queries.history import Asked, KpiHistory, history_of
from apps.goals.queries.lists import stored_lines
from apps.goals.queries.rules import goal_rules, guide_of
from apps.intake.queries import Feed, feeds
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.days import ONE_DAY
from apps.people.queries.tree import team_tree
from apps.people.queries.work import working_days

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A number of the line (threshold, target, stretch) with how often it was reached."""

    name: str
    micros: int
    found: Attainability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCheck:
    """One KPI with its five findings and what they rest on.

    `better_micros`: a value inside the guide, where the target is not. `seen`: the comparable periods.
    """

    kpi: KpiInfo
    grain: Grain
    direction: Direction
    weight: int
    marks: tuple[Mark, ...]
    history: KpiHistory
    findings: tuple[Finding, ...]
    icc: Fraction
    better_micros: int | None = None
    better: Attainability | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst of the five."""
        return smart.worst(self.findings)

    @property
    def target(self) -> Mark | None:
        """How often the target itself was reached."""
        return next((mark for mark in self.marks if mark.name == "target"), None)

    @property
    def passes(self) -> int:
        """How many of the five pass."""
        return sum(finding.verdict is Verdict.PASS for finding in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCheck:
    """A scorecard's lines, each checked. `weight` in hundredths of a percent."""

    scorecard: Scorecard
    people: int
    working_days: int
    reviews: tuple[date, ...]
    guide: Guide
    lines: tuple[LineCheck, ...]

    @property
    def weight(self) -> int:
        """The weights' sum."""
        return sum(line.weight for line in self.lines)

    @property
    def failed(self) -> list[LineCheck]:
        """Lines with a failed verdict."""
        return [line for line in self.lines if line.verdict is Verdict.FAIL]


def check_scorecard(
    scorecard: Scorecard, *, on: date, lines: Sequence[LineDraft] | None = None, people: int | None = None
) -> CardCheck:
    """The check of the stored lines, or of `lines` as they are being written.

    A constant number of queries for any number of lines and agents.
    """
    drafts = stored_lines(scorecard) if lines is None else list(lines)
    infos = {info.id: info for info in kpi_infos(scorecard.ends - ONE_DAY).values()}
    known = [draft for draft in drafts if draft.kpi_id in infos]
    ids = [one.person_id for one in people_on(scorecard)]
    asked = [Asked(kpi=infos[draft.kpi_id], grain=Grain(draft.grain)) for draft in known]
    history = history_of(asked, ids, scorecard.team_id, scorecard.starts, on=on) if known and ids else {}
    last = scorecard.ends - ONE_DAY
    days = working_days(scorecard.starts, last, site_id=team_tree().site_id(scorecard.team_id))
    context = _Context(
        people=len(ids) if people is None else people,
        guide=guide_of(goal_rules()),
        feeds=tuple(feeds()),
        on=on,
        objectives=Objective.objects.in_bulk([d.objective_id for d in known if d.objective_id]),
        measures=MeasureTaken.objects.in_bulk([d.measure_id for d in known if d.measure_id]),
        codes=template_codes(),
        time=smart.TimeFacts(
            first=scorecard.starts,
            last=last,
            working_days=len(days),
            reviews=review_days(scorecard.starts, last, scorecard.review_every, days),
        ),
    )
    return CardCheck(
        scorecard=scorecard,
        people=context.people,
        working_days=len(days),
        reviews=tuple(context.time.reviews),
        guide=context.guide,
        lines=tuple(
            context.line(draft, infos[draft.kpi_id], history.get(infos[draft.kpi_id].code, KpiHistory()))
            for draft in known
        ),
    )


def review_days(first: date, last: date, every: int, days: Sequence[date]) -> tuple[date, ...]:
    """Fridays every so many weeks within the dates (the working day before, where one is a holiday)."""
    if not every:
        return ()
    working = set(days)
    friday = first + timedelta(days=(4 - first.weekday()) % 7 + 7 * (every - 1))
    found: list[date] = []
    while friday < last:
        day = next((d for n in range(5) if (d := friday - timedelta(days=n)) in working), None)
        if day is not None and day >= first:
            found.append(day)
        friday += timedelta(weeks=every)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    people: int
    guide: Guide
    feeds: tuple[Feed, ...]
    on: date
    objectives: Mapping[int, Objective]
    measures: Mapping[int, MeasureTaken]
    codes: Mapping[str, Collection[str]]
    time: smart.TimeFacts

    def line(self, draft: LineDraft, kpi: KpiInfo, history: KpiHistory) -> LineCheck:
        """All five findings of one line."""
        values = history.values
        icc = resemblance(values) if values else Fraction(0)
        marks = _marks(draft, values, icc)
        target = next((mark for mark in marks if mark.name == "target"), None)
        better = self._better(draft, values, target)
        better_found = _reached(draft, better, values, icc) if better is not None else None
        findings = smart.check(
            smart.SpecificFacts(people=self.people, means=self._means(draft)),
            self._measurable(draft, kpi, history),
            smart.AttainableFacts(
                found=target.found if target else None,
                guide=self.guide,
                better=None if better is None else Fraction(better, MICROS),
                better_found=better_found,
            ),
            self._relevant(draft),
            self.time,
        )
        return LineCheck(
            kpi=kpi,
            grain=Grain(draft.grain),
            direction=Direction(draft.direction),
            weight=draft.weight,
            marks=marks,
            history=history,
            findings=findings,
            icc=icc,
            better_micros=better,
            better=better_found,
        )

    def _means(self, draft: LineDraft) -> str:
        measure = self.measures.get(draft.measure_id or 0)
        return "" if measure is None else measure.name

    def _better(self, draft: LineDraft, values: Sequence[tuple[str, int]], target: Mark | None) -> int | None:
        """A value inside the guide where the target is outside of it."""
        if target is None or target.found is None or draft.direction == Direction.BAND:
            return None
        if self.guide.low <= target.found.share <= self.guide.high:
            return None
        step = nice_step(Fraction(target.micros, _one(draft))) * _one(draft)
        return target_in_guide(
            [value for _, value in values],
            self.guide.low,
            self.guide.high,
            higher=draft.direction == Direction.HIGHER,
            target=target.micros,
            step=step,
        )

    def _measurable(self, draft: LineDraft, kpi: KpiInfo, history: KpiHistory) -> smart.MeasurableFacts:
        missing = [topic for topic in kpi.topics if not any(topic in feed.topics for feed in self.feeds)]
        reach = [feed.last for feed in self.feeds if feed.topics & (kpi.topics | kpi.beside)]
        return smart.MeasurableFacts(
            missing=sorted(missing),
            through=min(reach, default=None),
            expected=self.on - ONE_DAY,
            usual_n=history.usual_n,
            least_n=0 if kpi.is_volume else kpi.min_sample,
            needed_n=_needed(draft),
            periods=len(history.seen),
        )

    def _relevant(self, draft: LineDraft) -> smart.RelevantFacts:
        objective = self.objectives.get(draft.objective_id or 0)
        if objective is None:
            return smart.RelevantFacts()
        codes = self.codes.get(objective.focus, ())
        return smart.RelevantFacts(
            objective=objective.name,
            starts=objective.starts,
            ends=objective.ends,
            fits=not codes or draft.code in codes or objective.kpi_id == draft.kpi_id,
        )


def _one(draft: LineDraft) -> int:
    """The millionths of the smallest digit that the KPI shows."""
    shown = draft.decimals + (2 if draft.unit == Unit.RATE else 0)
    return int(MICROS // 10 ** min(shown, 6))


def _needed(draft: LineDraft) -> int | None:
    if draft.unit != Unit.RATE or draft.target_micros is None or draft.threshold_micros is None:
        return None
    return smart.needed_sample(
        Fraction(draft.target_micros, MICROS), Fraction(draft.threshold_micros, MICROS)
    )


def _marks(draft: LineDraft, values: Sequence[tuple[str, int]], icc: Fraction) -> tuple[Mark, ...]:
    if draft.direction == Direction.BAND:
        found = _in_band(draft.target, values, icc)
        return (Mark(name="target", micros=draft.low_micros or 0, found=found),)
    names = ("threshold", "target", "stretch")
    return tuple(
        Mark(name=name, micros=micros, found=_reached(draft, micros, values, icc))
        for name in names
        if (micros := getattr(draft, f"{name}_micros")) is not None
    )


def _reached(
    draft: LineDraft, micros: int, values: Sequence[tuple[str, int]], icc: Fraction
) -> Attainability | None:
    if not values:
        return None
    if draft.direction == Direction.LOWER:
        return reached_by(values, lambda value: value <= micros, icc=icc)
    return reached_by(values, lambda value: value >= micros, icc=icc)


def _in_band(target: Target, values: Sequence[tuple[str, int]], icc: Fraction) -> Attainability | None:
    if not values or target.low is None or target.high is None:
        return None
    low, high = target.low * MICROS, target.high * MICROS
    return reached_by(values, lambda value: low <= value <= high, icc=icc)
