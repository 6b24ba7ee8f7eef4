"""Everything the page of a payout run shows, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.audit.models import Entry
from apps.incentives.models import PayoutRun, PayrollFile, RunException
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.queries.runs import (
    Amounts,
    RunTotals,
    amounts_together,
    previous_run,
    run_totals,
    run_trail,
)
from apps.incentives.sentences import Explained, Words, exception_sentence
from apps.metrics.queries import kpi_infos
from apps.people.queries import PeriodView, period


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
class RunPage:
    """A payout run opened.

    Amounts in minor units of `currency`; `before` is last month's locked total, or None.
    """

    run: PayoutRun
    currency: str
    rules: PlanRules
    words: Words
    period: PeriodView
    totals: RunTotals
    together: Amounts
    before: int | None
    exceptions: tuple[ExceptionRow, ...]
    trail: tuple[Entry, ...]
    files: tuple[PayrollFile, ...]

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

    @property
    def discretionary(self) -> int:
        """What the plan's budget counts: its discretionary components, before any reduction."""
        return sum(self.together.components.get(key, 0) for key in self.rules.discretionary)


def run_page(run: PayoutRun) -> RunPage:
    """The page's content; `run` comes with its plan and the people of its steps."""
    currency = run.plan_version.plan.currency
    rules = read_rules(run.plan_version.spec)
    words = Words(rules=rules, currency=currency, kpis=kpi_infos(run.last_day))
    exceptions = _exceptions(run, words)
    before = previous_run(run)
    return RunPage(
        run=run,
        currency=currency,
        rules=rules,
        words=words,
        period=period(run.month),
        totals=run_totals(run),
        together=amounts_together(run),
        before=before.total_minor if before else None,
        exceptions=exceptions,
        trail=tuple(run_trail(run)),
        files=tuple(run.files.defer("content").order_by("format")),
    )


def _exceptions(run: PayoutRun, words: Words) -> tuple[ExceptionRow, ...]:
    rows = run.exceptions.select_related("person", "cleared_by").order_by("code", "person__name", "pk")
    shown = [ExceptionRow(row=row, explained=exception_sentence(row.code, row.values, words)) for row in rows]
    return tuple(sorted(shown, key=lambda one: not one.is_open))
