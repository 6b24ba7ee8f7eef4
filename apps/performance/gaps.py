"""Why sales differ from the target or from another period: each driver's part (rules of calculation §2.10).

Compared are always the same number of working days, so that a month that runs is held against the first days
of another one. Against the target each factor stands at the scorecard's target where it has one, else at the
level of the three months before; the amount per order is what the sales target then needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.engine.drivers import SalesFactors, gap_drivers, net_sales, sales_factors
from apps.metrics.choices import Subject
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.queries.book import work_book
from apps.performance.flows import Flow, Span, flows
from apps.performance.rows import PersonPerformance, TeamPerformance

LEVEL_MONTHS: Final = 3
ZERO: Final = Fraction(0)


class Against(models.TextChoices):
    """What sales are held against."""

    MONTH = "month", _("The month before")
    TARGET = "target", _("Target")
    YEAR = "year", _("A year before")


class Basis(models.TextChoices):
    """Where the other side of a driver comes from."""

    MEASURED = "measured", _("as it was")
    TARGET = "target", _("target of the scorecard")
    LEVEL = "level", _("level of the three months before")
    NEEDED = "needed", _("what the sales target needs")


class NoGap(models.TextChoices):
    """Why there is nothing to split."""

    NO_DAY = "no_day", _("No day of this month is complete yet.")
    NO_RECORDS = "no_records", _("There are no records of one of the two sides.")
    NO_TARGET = "no_target", _("The scorecard has no target for the sales amount.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A factor on both sides, and its part of the gap in minor units."""

    code: str
    before: Fraction | None
    after: Fraction | None
    part: Fraction
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesGap:
    """Net sales of `span` against another side, in minor units: `after` − `before` is the sum of the parts.

    `knows_calls` is False where contacts came of no recorded call: they stand first in the chain then.
    """

    against: Against
    span: Span
    other: Span | None
    before: Fraction
    after: Fraction
    drivers: tuple[Driver, ...]
    knows_calls: bool

    @property
    def gap(self) -> Fraction:
        """What is to be explained."""
        return self.after - self.before

    @property
    def costliest(self) -> Driver | None:
        """The driver that took most away."""
        lost = [driver for driver in self.drivers if driver.part < 0]
        return min(lost, key=lambda driver: driver.part, default=None)


def sales_gap(performance: PersonPerformance | TeamPerformance, against: Against) -> SalesGap | NoGap:
    """Why a person's or a team's net sales of the month differ.

    A statement a side and one for the working days: two against a period, four against the target.
    """
    span = span_of(performance)
    if span is None:
        return NoGap.NO_DAY
    subject, subject_id = performance.subject, _subject_id(performance)
    if against is Against.TARGET:
        return _against_target(performance, subject, subject_id, span)
    month = performance.month
    earlier = first_of_month(month - ONE_DAY) if against is Against.MONTH else _year_before(month)
    other = like_spans(span, [earlier], whole=performance.final)[0]
    return period_gap(subject, subject_id, span, other, against=against)


def period_gap(
    subject: Subject, subject_id: int, span: Span, other: Span, *, against: Against = Against.MONTH
) -> SalesGap | NoGap:
    """The gap of any days to any others. Two statements."""
    after, before = _one(subject, subject_id, span), _one(subject, subject_id, other)
    if before == Flow() or after == Flow():
        return NoGap.NO_RECORDS
    return between(before, after, span=span, other=other, against=against)


def between(before: Flow, after: Flow, *, span: Span, other: Span | None, against: Against) -> SalesGap:
    """The gap of two flows that were read already."""
    knows_calls = _has_calls(before) and _has_calls(after)
    return _split(
        _factors(before, knows_calls),
        _factors(after, knows_calls),
        {},
        against=against,
        span=span,
        other=other,
        knows_calls=knows_calls,
    )


def span_of(performance: PersonPerformance | TeamPerformance) -> Span | None:
    """The days that count: through the last complete one; None before the first."""
    month, through = performance.month, performance.data_through
    if performance.final:
        return Span(first=month, last=next_month(month) - ONE_DAY)
    return Span(first=month, last=through) if through is not None and through >= month else None


def like_spans(span: Span, months: Sequence[date], *, whole: bool) -> list[Span]:
    """The first working days of other months, as many as `span` has; `whole`: those months from end to end.

    One query.
    """
    first, last = min([*months, span.first]), max(next_month(month) for month in [*months, span.first])
    book = work_book([], first, last)
    count = len(book.working_days(None, span.first, span.last))
    found = []
    for month in months:
        ends = next_month(month) - ONE_DAY
        days = book.working_days(None, month, ends)
        cut = ends if whole or count >= len(days) else days[max(0, count - 1)]
        found.append(Span(first=month, last=cut))
    return found


def _against_target(
    performance: PersonPerformance | TeamPerformance, subject: Subject, subject_id: int, span: Span
) -> SalesGap | NoGap:
    line, wanted = performance.line("sales_amount"), _wanted(performance, "sales_amount")
    if line is None or wanted is None:
        return NoGap.NO_TARGET
    after = _one(subject, subject_id, span)
    months = _months_before(performance.month, LEVEL_MONTHS)
    past = [_one(subject, subject_id, one) for one in like_spans(span, months, whole=performance.final)]
    told = [flow for flow in past if flow != Flow()]
    if after == Flow():
        return NoGap.NO_RECORDS
    level = sum(told, Flow())
    knows_calls = _has_calls(after) and _has_calls(level)
    known, bases = _at_target(
        performance, level, max(1, len(told)), _factors(after, knows_calls), knows_calls
    )
    chain = known["calls"] * known["contact_rate"] * known["conversion"] * known["orders_per_buyer"]
    if not chain:
        return NoGap.NO_RECORDS
    needed = wanted * line.kpi.scale - known["uncontacted"] + known["refunds"]
    known["amount_per_order"] = needed / chain
    return _split(
        SalesFactors(**known),
        _factors(after, knows_calls),
        bases | {"amount_per_order": Basis.NEEDED},
        against=Against.TARGET,
        span=span,
        other=None,
        knows_calls=knows_calls,
    )


def _at_target(
    performance: PersonPerformance | TeamPerformance,
    level: Flow,
    months: int,
    actual: SalesFactors,
    knows_calls: bool,
) -> tuple[dict[str, Fraction], dict[str, Basis]]:
    """Each factor at the scorecard's target, else at its level, else as it is now; and which it was."""
    past, bases = _factors(level, knows_calls), {}
    wanted = {
        "calls": _wanted(performance, "outbound_calls") if knows_calls else None,
        "conversion": _wanted(performance, "conversion_rate"),
    }
    found: dict[str, Fraction] = {}
    for name in SalesFactors.__slots__:
        target, value, now = wanted.get(name), getattr(past, name), getattr(actual, name)
        if value is not None and name in {"calls", "uncontacted", "refunds"}:
            value /= months
        bases[name] = Basis.TARGET if target is not None else Basis.LEVEL
        chosen = target if target is not None else value
        if chosen is None or (level == Flow() and target is None):
            chosen, bases[name] = now, Basis.MEASURED
        found[name] = chosen if chosen is not None else ZERO
    return found, bases


def _split(
    before: SalesFactors,
    after: SalesFactors,
    bases: dict[str, Basis],
    *,
    against: Against,
    span: Span,
    other: Span | None,
    knows_calls: bool,
) -> SalesGap:
    sides = [{name: getattr(side, name) for name in SalesFactors.__slots__} for side in (before, after)]
    parts = gap_drivers(sides[0], sides[1], net_sales)
    drivers = tuple(
        Driver(
            code=name if knows_calls or name != "calls" else "contacts",
            before=sides[0][name],
            after=sides[1][name],
            part=parts[name],
            basis=bases.get(name, Basis.MEASURED),
        )
        for name in parts
        if knows_calls or name != "contact_rate"
    )
    return SalesGap(
        against=against,
        span=span,
        other=other,
        before=_net(sides[0], sides[1]),
        after=_net(sides[1], sides[0]),
        drivers=drivers,
        knows_calls=knows_calls,
    )


def _net(side: dict[str, Fraction | None], other: dict[str, Fraction | None]) -> Fraction:
    """A side's net sales, an undefined factor taken from the other side as the engine does."""
    known = {}
    for name, factor in side.items():
        known[name] = factor if factor is not None else (other[name] or ZERO)
    return net_sales(known)


def _has_calls(flow: Flow) -> bool:
    return bool(flow.calls) or not flow.contacts


def _factors(flow: Flow, knows_calls: bool) -> SalesFactors:
    made, issue = sales_factors(
        calls=flow.calls if knows_calls else flow.contacts,
        contacts=flow.contacts,
        buyers=flow.buyers,
        orders=flow.orders,
        amount=flow.amount,
        uncontacted=flow.uncontacted,
        refunds=flow.refunds,
    )
    if made is None:
        raise ValueError(f"a broken chain: {issue}")
    return made


def _wanted(performance: PersonPerformance | TeamPerformance, code: str) -> Fraction | None:
    """The target of a line by now: of a volume in a month that runs what is expected to date."""
    line = performance.line(code)
    if line is None or line.target_value is None:
        return None
    return line.target_value if performance.final or not line.kpi.is_volume else line.expected


def _one(subject: Subject, subject_id: int, span: Span) -> Flow:
    return flows(subject, [subject_id], span)[subject_id]


def _subject_id(performance: PersonPerformance | TeamPerformance) -> int:
    return performance.person_id if isinstance(performance, PersonPerformance) else performance.team_id


def _months_before(month: date, count: int) -> list[date]:
    found = [month]
    for _number in range(count):
        found.append(first_of_month(found[-1] - ONE_DAY))
    return found[1:]


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
