"""The tables of incentives."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, ClassVar, Final

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun, RunInput
from apps.incentives.queries.run_page import ExceptionRow, RunPage
from apps.incentives.queries.runs import Amounts
from apps.people.written import minor_digits, money, month_text, percent, written

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
DETAIL = {"th": {"class": "num"}, "td": {"class": "num hide-s"}}  # the total is enough on a phone
WHOLE = {"td": {"class": "nw"}}
TONES = {
    RunState.DRAFT: "mut",
    RunState.CALCULATED: "info",
    RunState.SUBMITTED: "warn",
    RunState.APPROVED: "info",
    RunState.LOCKED: "ok",
    RunState.EXPORTED: "ok",
    RunState.ACKNOWLEDGED: "ok",
}
NOTHING = Amounts(components={})
SETTLED: Final = (
    ("topped", _("Guarantee, by hand"), {"guarantee", "manual"}),
    ("taken", _("Taken back"), {"clawback"}),
    ("earlier", _("Earlier months"), {"earlier_paid", "correction", "released", "carried"}),
)


def plain_amount(minor: int, currency: str) -> str:
    """Minor units without the currency's sign, for a column whose heading names it."""
    places = minor_digits(currency)
    return written(Fraction(minor, 10**places), places)


def pill(tone: str, text: object) -> SafeString:
    """A status pill without an icon."""
    return format_html('<span class="pill {}">{}</span>', tone, text)


class RunTable(tables.Table):
    """Payout runs; rows as `queries.runs.run_list` annotates them."""

    month = tables.Column(verbose_name=_("Month"), attrs={"th": {"scope": "col"}})
    plan = tables.Column(accessor="plan_version__plan__name", verbose_name=_("Plan"))
    state = tables.Column(verbose_name=_("State"))
    people = tables.Column(verbose_name=_("People"), attrs=NUMBER)
    total_minor = tables.Column(verbose_name=_("Total"), attrs=NUMBER)
    open_exceptions = tables.Column(verbose_name=_("Open exceptions"), attrs=NUMBER)

    class Meta:
        attrs = {"class": "table card-table table-vcenter table-stack", "id": "runs"}
        order_by = ("-month",)

    def render_month(self, record: PayoutRun) -> SafeString:
        """The month as a link to the run."""
        return format_html(
            '<a class="fw-semibold" href="{}">{}</a>',
            reverse("run", args=[record.pk]),
            month_text(record.month),
        )

    def render_plan(self, record: PayoutRun) -> str:
        """Name and version of the plan."""
        version = record.plan_version
        return f"{version.plan.name} v{version.version}"

    def render_state(self, record: PayoutRun) -> SafeString:
        """The state as a pill."""
        return pill(TONES[RunState(record.state)], record.get_state_display())

    def render_total_minor(self, record: PayoutRun) -> str:
        """Money with its sign; a run that was not calculated has none yet."""
        if record.state == RunState.DRAFT:
            return "–"
        return money(record.total_minor, record.plan_version.plan.currency)

    def render_open_exceptions(self, value: int) -> str | SafeString:
        """Those that wait for someone stand out."""
        return pill("bad", value) if value else "0"


class AmountColumn(tables.Column):
    """An amount of the row's lines, from what the table was given for the people on its page."""

    def __init__(self, *, component: str = "", part: str = "", **options: Any) -> None:
        super().__init__(empty_values=(), orderable=False, attrs=DETAIL, **options)
        self.component, self.part = component, part

    def amount(self, amounts: Amounts) -> int:
        """The column's amount among a row's."""
        if self.component:
            return amounts.components.get(self.component, 0)
        return int(getattr(amounts, self.part))

    def render(self, record: RunInput, table: "PayoutTable") -> str:
        """Without the currency's sign."""
        return plain_amount(self.amount(table.amounts.get(record.person_id, NOTHING)), table.currency)


class PayoutTable(tables.Table):
    """Everyone in a run. `amounts` by person must be set for the page's rows before it is rendered."""

    person = tables.Column(accessor="person__name", verbose_name=_("Person"), attrs=WHOLE)
    team = tables.Column(accessor="data__who__team", verbose_name=_("Team"), attrs=WHOLE)
    score = tables.Column(accessor="score_micros", verbose_name=_("Score"), attrs=NUMBER, empty_values=())
    total = tables.Column(accessor="total_minor", verbose_name=_("Total"), attrs=NUMBER)
    check = tables.Column(verbose_name=_("Check"), empty_values=(), orderable=False)

    class Meta:
        attrs = {"class": "table card-table table-vcenter table-stack", "id": "payouts"}
        row_attrs: ClassVar = {
            "class": lambda record, table: "held" if table.amounts.get(record.person_id, NOTHING).held else ""
        }
        order_by = ("person",)
        sequence = ("person", "team", "score", "...", "total", "check")

    def __init__(self, payouts: QuerySet[RunInput], *, page: RunPage, **options: Any) -> None:
        self.currency = page.currency
        self.amounts: Mapping[int, Amounts] = {}
        self.exceptions = page.by_person
        super().__init__(payouts, extra_columns=_amount_columns(page), **options)

    def render_person(self, record: RunInput) -> SafeString:
        """Name and number, as a link to how the amount comes about."""
        return format_html(
            '<a class="fw-semibold" href="{}">{}</a><div class="cell-2">{}</div>',
            reverse("payee", args=[record.run_id, record.person_id]),
            record.person.name,
            record.data["who"]["number"],
        )

    def render_score(self, record: RunInput) -> str:
        """As per cent with two decimals; a dash where there is none."""
        if record.score_micros is None:
            return "–"
        return percent(Fraction(record.data["facts"]["score"]), 2)

    def render_total(self, record: RunInput) -> SafeString:
        """The figure leads to its explanation; what waits is shown and said not to be paid here."""
        amounts = self.amounts.get(record.person_id, NOTHING)
        return format_html(
            '<a class="fig fw-semibold" href="{}">{}</a>{}',
            reverse("payee", args=[record.run_id, record.person_id]),
            plain_amount(record.total_minor - amounts.held, self.currency),
            self._beside(record, amounts),
        )

    def _beside(self, record: RunInput, amounts: Amounts) -> SafeString:
        notes: list[Any] = []
        if amounts.held:
            notes.append(_("not in this run"))
        if amounts.earlier:
            notes.append(_("incl. earlier months"))
        if "was" in record.data:
            notes.append(_("was %(amount)s") % {"amount": plain_amount(record.data["was"], self.currency)})
        return format_html_join("", '<div class="cell-2">{}</div>', ((note,) for note in notes))

    def render_check(self, record: RunInput) -> SafeString:
        """What has to be looked at; decided ones in grey."""
        found = self.exceptions.get(record.person_id, [])
        if self.amounts.get(record.person_id, NOTHING).held:
            return pill("info", _("Held"))
        return format_html_join(" ", "{}", ((_check(one),) for one in found)) or pill(
            "ok", pgettext("check", "Clear")
        )


def _check(one: ExceptionRow) -> SafeString:
    return pill(one.explained.tone if one.is_open else "mut", one.explained.title)


def _amount_columns(page: RunPage) -> list[tuple[str, tables.Column]]:
    """A column for each component, and for conditions and limits where the plan has them."""
    rules = page.rules
    columns = [
        (f"component_{n}", AmountColumn(component=key, verbose_name=page.words.component(key)))
        for n, key in enumerate(rules.components)
    ]
    if rules.gates:
        columns.append(("gates", AmountColumn(part="gates", verbose_name=_("Conditions"))))
    if rules.cap is not None or rules.budget is not None:
        columns.append(("limits", AmountColumn(part="limits", verbose_name=_("Cap, budget"))))
    for part, title, steps in SETTLED:
        if steps & page.together.steps:
            columns.append((part, AmountColumn(part=part, verbose_name=title)))
    return columns
