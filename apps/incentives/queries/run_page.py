"""Everything the page of a payout run shows, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from apps.audit.models import Entry
from apps.incentives.choices import RunKind
from apps.incentives.models import (
    Correction,
    Hold,
    PayoutRun,
    PayrollAnswer,
    PayrollFile,
    RunException,
)
from apps.incentives.models.run import AFTER_CALCULATION
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.queries.questions import open_questions
from apps.incentives.queries.runs import (
    Amounts,
    RunTotals,
    amounts_together,
    previous_month,
    run_totals,
    run_trail,
)
from apps.incentives.sentences import Explained, Words, exception_sentence
from apps.incentives.sentences.causes import cause_sentence
from apps.metrics.queries import kpi_infos
from apps.people.choices import PeriodState
from apps.people.models import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionRow:
    """An exception of the run in words."""

    row: RunException
    explained: Explained

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.row.cleared_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """A correction of an earlier month with its causes in words."""

    row: Correction
    causes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """A payout run opened.

    Amounts in minor units of `currency`; `before` is last month's locked total, or None.
    """

    run: PayoutRun
    currency: str
    rules: PlanRules
    words: Words
    final: bool
    totals: RunTotals
    teams: tuple[tuple[int, str], ...]
    together: Amounts
    before: int | None
    exceptions: tuple[ExceptionRow, ...]
    trail: tuple[Entry, ...]
    files: tuple[PayrollFile, ...]
    holds: tuple[Hold, ...]
    corrections: tuple[CorrectionRow, ...]
    questions: int
    changed: int
    answer: PayrollAnswer | None

    @property
    def open_exceptions(self) -> int:
        """How many exceptions nobody has decided yet."""
        return sum(1 for one in self.exceptions if one.is_open)

    @property
    def by_person(self) -> Mapping[int, list[ExceptionRow]]:
        """The exceptions of each person."""
        rows: dict[int, list[ExceptionRow]] = {}
        for one in self.exceptions:
            if one.row.person_id is not None:
                rows.setdefault(one.row.person_id, []).append(one)
        return rows


def runs_to_open(runs: QuerySet[PayoutRun]) -> QuerySet[PayoutRun]:
    """Runs with everything of other tables that their page says in a word: plan, people, month, last run."""
    before = (
        PayoutRun.objects.locked()
        .standing()
        .filter(
            kind=RunKind.REGULAR,
            plan_version__plan=OuterRef("plan_version__plan"),
            month__lt=OuterRef("month"),
        )
    )
    return runs.select_related(
        "plan_version__plan", *(f"{step}_by" for step in ("created", *AFTER_CALCULATION))
    ).annotate(
        period_state=Subquery(Period.objects.filter(starts=OuterRef("month")).values("state")[:1]),
        before_month=Subquery(before.order_by("-month", "-pk").values("month")[:1]),
        before_total=Subquery(before.order_by("-month", "-pk").values("total_minor")[:1]),
    )


def run_page(run: PayoutRun) -> RunPage:
    """The page's content; `run` comes from `runs_to_open`. At most eleven queries."""
    currency = run.plan_version.plan.currency
    rules = read_rules(run.plan_version.spec)
    words = Words(rules=rules, currency=currency, kpis=kpi_infos(run.last_day))
    noted: Any = run  # with the annotations of `runs_to_open`
    people = list(run.inputs.values_list("total_minor", "team_id", "data__who__team", "data__was"))
    return RunPage(
        run=run,
        currency=currency,
        rules=rules,
        words=words,
        final=noted.period_state == PeriodState.CLOSED,
        totals=run_totals(one[0] for one in people),
        teams=tuple(sorted({(one[1], one[2]) for one in people}, key=lambda one: one[1])),
        changed=sum(1 for one in people if one[3] is not None),
        holds=tuple(run.holds.select_related("person", "by", "lifted_by").order_by("person__name", "pk")),
        corrections=correction_rows(run, words),
        questions=open_questions(run).count(),
        answer=run.answers.defer("content").order_by("-pk").first() if run.has_files else None,
        together=amounts_together(run),
        before=noted.before_total if noted.before_month == previous_month(run.month) else None,
        exceptions=_exceptions(run, words),
        trail=tuple(run_trail(run)),
        files=_files(run) if run.has_files else (),
    )


def correction_rows(run: PayoutRun, words: Words) -> tuple[CorrectionRow, ...]:
    """The run's corrections with their causes in words. One query."""
    rows = run.corrections.select_related("person", "waived_by").order_by("for_month", "person__name", "pk")
    return tuple(
        CorrectionRow(
            row=row,
            causes="; ".join(
                cause_sentence(one["code"], one["kpi"], one["values"], words) for one in row.causes
            ),
        )
        for row in rows
    )


def _files(run: PayoutRun) -> tuple[PayrollFile, ...]:
    return tuple(run.files.defer("content", "people").order_by("kind", "legal_entity", "currency", "format"))


def _exceptions(run: PayoutRun, words: Words) -> tuple[ExceptionRow, ...]:
    rows = run.exceptions.select_related("person", "cleared_by").order_by("code", "person__name", "pk")
    shown = [ExceptionRow(row=row, explained=exception_sentence(row.code, row.values, words)) for row in rows]
    return tuple(sorted(shown, key=lambda one: not one.is_open))
