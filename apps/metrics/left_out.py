"""What a figure leaves out, and why: records of the same days that one might expect in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext, ngettext

from apps.engine.periods import Grain
from apps.intake.models import LeftOut as SetAside
from apps.metrics.choices import Level, Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.measures import MEASURES
from apps.metrics.sql.statement import Question, _common, _from, _joins, _subject, _where
from apps.metrics.streams import Rows
from apps.people.clock import organisation
from apps.people.days import ONE_DAY
from apps.people.models import Placement, TeamPath

# aggregate that leaves something out -> reason, table, condition; `f` as in the streams
_CALL, _ORDER = "intake_call f", "intake_order f"
_REFUND = "intake_refund r JOIN intake_order f ON f.id = r.order_id"
_NO_CUSTOMER = ("no_customer", _CALL, "f.direction = 'out' AND f.answered AND f.customer_id IS NULL")
_NOT_REACHED = (
    "not_reached",
    _CALL,
    "f.direction = 'out' AND f.customer_id IS NOT NULL AND (f.answered IS NULL OR NOT f.answered)",
)
_NEVER_BOOKED = ("never_booked", _ORDER, "f.cancelled_day < f.day")
_OTHER_MONEY = ("other_currency", _ORDER, "f.currency <> %(currency)s")
_NOBODYS = ("nobodys_order", _ORDER, "f.customer_id IS NULL")
_REASONS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "talk_seconds": (("no_talk_time", _CALL, "f.answered AND f.talk_seconds IS NULL"),),
    "wait_seconds": (("no_wait", _CALL, "f.direction = 'in' AND f.answered AND f.wait_seconds IS NULL"),),
    "offered": (("answer_not_said", _CALL, "f.direction = 'in' AND f.answered IS NULL"),),
    "own_amount": (_NEVER_BOOKED, _OTHER_MONEY),
    "own_orders": (_NEVER_BOOKED, _OTHER_MONEY),
    "own_reversed_amount": (("other_currency", _REFUND, "r.currency <> %(currency)s"),),
    "reached_customers": (_NOT_REACHED, _NO_CUSTOMER, _NEVER_BOOKED, _NOBODYS),
    "contacted_buyers": (_NEVER_BOOKED, _NOBODYS),
    "base_customers": (_NEVER_BOOKED, _NOBODYS),
    "new_customers": (_NEVER_BOOKED, _NOBODYS),
    "response_seconds": (("no_response", "intake_enquiry f", "f.response_seconds IS NULL"),),
    "customers_served": (
        ("nobodys_call", _CALL, "f.answered AND f.customer_id IS NULL"),
        ("nobodys_enquiry", "intake_enquiry f", "f.customer_id IS NULL"),
        _NEVER_BOOKED,
        _NOBODYS,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many records a figure leaves out for one reason."""

    code: str
    count: int

    @property
    def words(self) -> str:
        """The reason in the language that is active now."""
        return reason_words(self.code, self.count)


def left_out(kpi: KpiInfo, *, subject: Subject, subject_id: int, first: date, last: date) -> list[LeftOut]:
    """What a figure of [first, last] leaves out, by reason; nothing where all records count. Two queries."""
    question = Question(
        level=Level(subject),
        grain=Grain.MONTH,
        first=first,
        ends=last + ONE_DAY,
        currency=organisation().currency,
        ids=[subject_id],
    )
    found = [LeftOut(code=code, count=count) for code, count in _counted(question, _reasons(kpi)) if count]
    aside = _set_aside(kpi, subject, subject_id, first, last)
    return [*found, LeftOut(code="set_aside", count=aside)] if aside else found


def _reasons(kpi: KpiInfo) -> list[tuple[str, str, str]]:
    """What may be left out, each once, in a stable order."""
    measures = [MEASURES[code] for code in (kpi.numerator, kpi.denominator) if code]
    aggregates = sorted({code for measure in measures for code in measure.aggregates})
    found = dict.fromkeys(reason for code in aggregates for reason in _REASONS.get(code, ()))
    if kpi.choices["contact"] != "connected":  # another version counts other calls as contacts
        found = {reason: None for reason in found if reason not in {_NOT_REACHED, _NO_CUSTOMER}}
    return list(found)


def _counted(question: Question, reasons: list[tuple[str, str, str]]) -> Iterator[tuple[str, int]]:
    if not reasons:
        return
    text = " UNION ALL ".join(_part(question, reason) for reason in reasons)
    with connection.cursor() as cursor:
        cursor.execute(text, _common(question))
        totals: dict[str, int] = {}
        for code, count in cursor:
            totals[code] = totals.get(code, 0) + int(count)
    yield from totals.items()


def _part(question: Question, reason: tuple[str, str, str]) -> str:
    code, table, where = reason
    day = "r.day" if table == _REFUND else "f.day"
    rows = Rows(table=table, columns={}, where=where, day=day)
    conditions: Iterable[str] = _where(question, rows)
    return (
        f"SELECT '{code}', COUNT(*) FROM {_from(question, rows)}{_joins(question, rows)}"  # noqa: S608
        f" WHERE {' AND '.join(conditions)} AND {_subject(question, rows)} IS NOT NULL"
    )


def _set_aside(kpi: KpiInfo, subject: Subject, subject_id: int, first: date, last: date) -> int:
    """Records that a person left out: kept apart with the columns they had."""
    rows = SetAside.objects.filter(
        record_type__in=kpi.topics | kpi.beside,
        values__day__gte=first.isoformat(),
        values__day__lte=last.isoformat(),
    )
    if subject == Subject.AGENT:
        return rows.filter(agent_id=subject_id).count()
    teams = TeamPath.objects.filter(ancestor_id=subject_id).values("descendant_id")
    placed = list(
        Placement.objects.filter(team_id__in=teams, starts__lte=last, ends__gt=first).values_list(
            "person_id", "starts", "ends"
        )
    )
    whose = [(agent, date.fromisoformat(day)) for agent, day in rows.values_list("agent_id", "values__day")]
    return sum(any(p == agent and s <= day < e for p, s, e in placed) for agent, day in whose)


def reason_words(code: str, n: int) -> str:
    """Why records are left out, in the language that is active now."""
    words = {
        "no_talk_time": ngettext(
            "answered call without a talk time", "answered calls without a talk time", n
        ),
        "no_wait": ngettext("answered call without a wait", "answered calls without a wait", n),
        "answer_not_said": ngettext(
            "call of which nobody says whether it was answered",
            "calls of which nobody says whether they were answered",
            n,
        ),
        "never_booked": ngettext(
            "order cancelled before it was booked", "orders cancelled before they were booked", n
        ),
        "other_currency": ngettext("record in another currency", "records in another currency", n),
        "not_reached": ngettext("outbound call that reached nobody", "outbound calls that reached nobody", n),
        "no_customer": ngettext("connected call without a customer", "connected calls without a customer", n),
        "nobodys_order": ngettext("order without a customer", "orders without a customer", n),
        "nobodys_call": ngettext("answered call without a customer", "answered calls without a customer", n),
        "nobodys_enquiry": ngettext("enquiry without a customer", "enquiries without a customer", n),
        "no_response": ngettext("enquiry not answered yet", "enquiries not answered yet", n),
        "set_aside": ngettext(
            "record that a data steward left out", "records that a data steward left out", n
        ),
    }
    return words.get(code) or gettext("other records")
