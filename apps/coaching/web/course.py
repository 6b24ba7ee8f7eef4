"""A coaching as its pages show it: the causes, plans with their checks, and what the figures say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.coaching.choices import Outcome, Voice
from apps.coaching.models import CauseView, Check, TalkPlan
from apps.coaching.sentences import GROUPS, difference_text, finding_text, no_comparison_text
from apps.coaching.web.shown import NO_DATA, TONES
from apps.coaching.windows import CHECK_DAYS, Reading, read
from apps.engine.effect import detectable
from apps.engine.statistics import Interval
from apps.goals.amounts import MICROS
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.written import percent, written

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value with its interval on a scale, for the drawing; None where there is no interval."""

    value: Fraction
    low: Decimal
    high: Decimal
    mark: Fraction | None
    top: Fraction
    label: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckShown:
    """A figure of day 0, 7, 14 or 28; `state` is done, now or todo."""

    check: Check | None
    number: int
    day: date
    value: str
    n: str
    interval: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """A round: what was agreed, its checks, and what may be said of it."""

    row: TalkPlan
    kpi: str
    number: str
    before: str
    now: str
    n: str
    bar: Bar | None
    checks: list[CheckShown]
    tone: str
    word: str
    effect: Mapping[str, str]
    items: list[Any]
    visible_from: str = ""  # the smallest change that as many records again could show


def plan_shown(plan: TalkPlan, on: date) -> PlanShown:
    """One round as it stands on a day. `checks` and `items` are read of the plan."""
    kpi = plan.kpi
    found = {check.number: check for check in plan.checks.all()}
    latest = max(found, default=0)
    now = read(found[latest].figure) if latest else Reading(value=None, n=0)
    number = Fraction(plan.number_micros, MICROS)
    before = read(plan.before)
    tone, word = ("info", _("Goes on"))
    if plan.outcome:
        tone, word = TONES[Outcome(plan.outcome)], plan.get_outcome_display()
    elif not plan.confirmed:
        tone, word = "warn", _("Waits to be confirmed")
    return PlanShown(
        row=plan,
        kpi=kpi_name(kpi.code, kpi.name),
        number=value_text(number, kpi),
        before=value_text(before.value, kpi),
        now=value_text(now.value, kpi),
        n=_parts(now),
        bar=bar_of(now, number, kpi, tone),
        checks=list(_checks(plan, before, found, on)),
        tone=tone,
        word=str(word),
        effect=effect_shown(plan, before, now) if plan.outcome else {},
        items=sorted(plan.items.all(), key=lambda item: (item.kind, item.due_day, item.pk)),
        visible_from=_visible_from(plan, before),
    )


def _visible_from(plan: TalkPlan, before: Reading) -> str:
    """What could be told from chance with as many records after as before; empty where that is not known."""
    if not before.is_share or before.value is None or not 0 <= before.value <= 1:
        return ""
    rising = plan.kpi.direction != KpiDirection.LOWER
    found = detectable(before.value, before.n, before.n, rising=rising)
    return "" if found is None else _difference(Fraction(found), plan.kpi, plus=False)


def check_line(check: Check) -> dict[str, Any]:
    """A check whose figures are in, for the coach's week."""
    plan = check.plan
    now, before = read(check.figure), read(plan.before)
    number = Fraction(plan.number_micros, MICROS)
    sign = -1 if plan.kpi.direction == KpiDirection.LOWER else 1
    if now.value is None:
        tone, word = "mut", _("Too little data")
    elif sign * now.value >= sign * number:
        tone, word = "ok", _("Where it was agreed")
    elif before.value is not None and sign * now.value > sign * before.value:
        tone, word = "warn", _("Better, not yet there")
    else:
        tone, word = "bad", _("Not better yet")
    return {
        "check": check,
        "plan": plan,
        "person": plan.assignment.person,
        "kpi": kpi_name(plan.kpi.code, plan.kpi.name),
        "number": value_text(number, plan.kpi),
        "before": value_text(before.value, plan.kpi),
        "now": value_text(now.value, plan.kpi),
        "n": _parts(now),
        "bar": bar_of(now, number, plan.kpi, tone),
        "tone": tone,
        "word": word,
    }


def effect_shown(plan: TalkPlan, before: Reading, after: Reading) -> dict[str, str]:
    """What may be said of one person's change: as far as the figures carry it, and no further."""
    kpi, effect = plan.kpi, plan.effect
    said: dict[str, str] = {}
    if before.value is not None and after.value is not None:
        said["own"] = _difference(after.value - before.value, kpi)
    if effect.get("detectable"):
        said["detectable"] = _difference(Fraction(Decimal(effect["detectable"])), kpi, plus=False)
    if finding_text(effect.get("code", "")):
        for name in ("mean", "more"):
            said[name] = _difference(Fraction(effect[name]), kpi)
        low, high = (
            _difference(Fraction(Decimal(effect[name])), kpi, plus=False) for name in ("low", "high")
        )
        said |= {"low": low, "high": high, "finding": finding_text(effect["code"]), "m": str(effect["m"])}
        said |= {"s": f"{Decimal(effect['s']):.4f}", "group": str(GROUPS[effect["group"]])}
        said["half"] = _difference(Fraction(Decimal(effect["half"])), kpi, plus=False)
    else:
        said["none"] = no_comparison_text(effect.get("code", "no_rule"), effect.get("values", {}))
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """The causes of a round as the reader may see them: the other's once both wrote."""

    agent: CauseView | None
    coach: CauseView | None
    mine: CauseView | None
    agent_wrote: bool
    both: bool

    @property
    def differ(self) -> bool:
        """Whether the two see different causes."""
        return (
            self.agent is not None and self.coach is not None and self.agent.cause_id != self.coach.cause_id
        )


def views_shown(views: Iterable[CauseView], number: int, me: Voice | None) -> Views:
    """What the reader sees of a round's causes."""
    found = {Voice(view.voice): view for view in views if view.round == number}
    both = len(found) == len(Voice)
    mine = found.get(me) if me is not None else None
    shown = found if both else ({me: mine} if me is not None and mine is not None else {})
    return Views(
        agent=shown.get(Voice.AGENT),
        coach=shown.get(Voice.COACH),
        mine=mine,
        agent_wrote=Voice.AGENT in found,
        both=both,
    )


def value_text(value: Fraction | None, kpi: Any) -> str:
    """A value in a KPI's unit."""
    if value is None:
        return NO_DATA
    return kpi_written(value, unit=kpi.unit, decimals=kpi.decimals, currency=organisation().currency)


def interval_text(interval: Interval | None, decimals: int = 1) -> str:
    """`2.6–4.5 %`; empty without an interval."""
    if interval is None:
        return ""
    low = written(Fraction(interval.low) * 100, decimals)
    return f"{low}\N{EN DASH}{percent(Fraction(interval.high), decimals)}"


def praise_figure(figure: Json) -> str:
    """The figure that shows what was good."""
    found = read(figure)
    if found.value is None:
        return ""
    value = kpi_written(
        found.value, unit=figure["unit"], decimals=figure["decimals"], currency=organisation().currency
    )
    return f"{kpi_name(figure['kpi'], figure['name'])} {value}, n = {written(found.n, 0)}"


def _checks(plan: TalkPlan, before: Reading, found: Mapping[int, Check], on: date) -> Iterable[CheckShown]:
    yield _check(None, 0, plan.talk_day, before, plan, "done")
    pending = next((number for number in CHECK_DAYS if number not in found), None)
    for number in CHECK_DAYS:
        day = plan.talk_day + timedelta(days=number)
        check = found.get(number)
        state = "done" if check else ("now" if number == pending and day >= on else "todo")
        reading = read(check.figure) if check else Reading(value=None, n=0)
        yield _check(check, number, day, reading, plan, state)


def _check(  # noqa: PLR0917  the fields of one row
    check: Check | None, number: int, day: date, reading: Reading, plan: TalkPlan, state: str
) -> CheckShown:
    return CheckShown(
        check=check,
        number=number,
        day=day,
        value=value_text(reading.value, plan.kpi) if check or not number else "",
        n=_parts(reading),
        interval=interval_text(reading.interval, plan.kpi.decimals),
        state=state,
    )


def _parts(reading: Reading) -> str:
    if reading.value is None:
        return ""
    if reading.is_share:
        return _("%(k)s of %(n)s") % {"k": written(reading.numerator, 0), "n": written(reading.n, 0)}
    return f"n = {written(reading.n, 0)}"


def bar_of(reading: Reading, mark: Fraction | None, kpi: Any, tone: str) -> Bar | None:
    """The drawing of a share with its interval; None of anything else."""
    interval = reading.interval
    if reading.value is None or interval is None:
        return None
    top = max(Fraction(interval.high), mark or Fraction(0)) * Fraction(5, 4)
    text = interval_text(interval, kpi.decimals)
    label = _("%(value)s, 90 %% interval %(interval)s") % {
        "value": value_text(reading.value, kpi),
        "interval": text,
    }
    return Bar(
        value=reading.value,
        low=interval.low,
        high=interval.high,
        mark=mark,
        top=min(top, Fraction(1)) or Fraction(1),
        label=label,
        text=text,
        tone=tone if tone in {"ok", "bad", "warn"} else "ok",
    )


def _difference(value: Fraction, kpi: Any, *, plus: bool = True) -> str:
    return difference_text(value, unit=kpi.unit, decimals=max(kpi.decimals, 2), plus=plus)
