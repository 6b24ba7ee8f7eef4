"""Everything the page of a payout run shows, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from apps.audit.models import Entry
from apps.incentives.models import PayoutRun, PayrollFile, RunException
from apps.incentives.models.run import AFTER_CALCULATION
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.queries.runs import (
    Amounts,
    RunTotals,
    amounts_together,
    previous_month,
    run_totals,
    run_trail,
)
from apps.incentives.sentences import Explained, Words, exception_sentence
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
    before = PayoutRun.objects.locked().filter(
        plan_version__plan=OuterRef("plan_version__plan"), month__lt=OuterRef("month")
    )
    return runs.select_related(
        "plan_version__plan", *(f"{step}_by" for step in ("created", *AFTER_CALCULATION))
    ).annotate(
        period_state=Subquery(Period.objects.filter(starts=OuterRef("month")).values("state")[:1]),
        before_month=Subquery(before.order_by("-month", "-pk").values("month")[:1]),
        before_total=Subquery(before.order_by("-month", "-pk").values("total_minor")[:1]),
    )


def run_page(run: PayoutRun) -> RunPage:
    """The page's content; `run` comes from `runs_to_open`. At most seven queries."""
    currency = run.plan_version.plan.currency
    rules = read_rules(run.plan_version.spec)
    words = Words(rules=rules, currency=currency, kpis=kpi_infos(run.last_day))
    noted: Any = run  # with the annotations of `runs_to_open`
    people = list(run.inputs.values_list("total_minor", "team_id", "data__who__team"))
    return RunPage(
        run=run,
        currency=currency,
        rules=rules,
        words=words,
        final=noted.period_state == PeriodState.CLOSED,
        totals=run_totals(total for total, _team_id, _team in people),
        teams=tuple(sorted({(team_id, team) for _total, team_id, team in people}, key=lambda one: one[1])),
        together=amounts_together(run),
        before=noted.before_total if noted.before_month == previous_month(run.month) else None,
        exceptions=_exceptions(run, words),
        trail=tuple(run_trail(run)),
        files=tuple(run.files.defer("content").order_by("format")) if run.has_files else (),
    )


def _exceptions(run: PayoutRun, words: Words) -> tuple[ExceptionRow, ...]:
    rows = run.exceptions.select_related("person", "cleared_by").order_by("code", "person__name", "pk")
    shown = [ExceptionRow(row=row, explained=exception_sentence(row.code, row.values, words)) for row in rows]
    return tuple(sorted(shown, key=lambda one: not one.is_open))
