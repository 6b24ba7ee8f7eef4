"""The rows of a run's payroll files, and the mapping that is in force."""

from datetime import date
from itertools import groupby
from operator import attrgetter

from apps.incentives.choices import FileFormat, FileKind
from apps.incentives.models import PayoutRun, PayrollMapping
from apps.incentives.payroll import DEFAULT, Mapped, PayrollRow, read_mapping, unpack_rows
from apps.people.clock import local_day
from apps.people.models import Employment
from apps.people.queries import numbers


def payroll_rows(run: PayoutRun, *, paid: date | None = None) -> list[PayrollRow]:
    """Whoever is paid more than 0, by employee number, each with the employment of the month's last day.

    Where that has ended before, the latest one until then. `paid` is a day of the month in which payroll
    pays. Three queries.
    """
    rows = list(run.inputs.filter(total_minor__gt=0).select_related("person").order_by("person_id"))
    people = [row.person_id for row in rows]
    number_of = numbers(people, run.last_day)
    contract_of: dict[int, Employment] = {}
    contracts = Employment.objects.filter(person_id__in=people, starts__lte=run.last_day)
    for contract in contracts.order_by("starts", "pk"):
        contract_of[contract.person_id] = contract
    plan = run.plan_version.plan
    found = []
    for row in rows:
        last = contract_of.get(row.person_id)
        found.append(
            PayrollRow(
                number=number_of.get(row.person_id, ""),
                name=row.person.name,
                legal_entity=last.legal_entity if last else "",
                payroll_group=last.payroll_group if last else "",
                cost_centre=last.cost_centre if last else "",
                plan=plan.code,
                month=run.month,
                minor=row.total_minor,
                currency=plan.currency,
                paid=paid,
            )
        )
    return sorted(found, key=lambda one: (one.number, one.name))


def exported_rows(run: PayoutRun) -> list[PayrollRow]:
    """The rows of the run's payment files as they were made. One query."""
    files = run.files.filter(kind=FileKind.PAYMENT, format=FileFormat.CSV).order_by("pk")
    paid = local_day(run.exported_at) if run.exported_at else None
    return [
        row
        for people, currency in files.values_list("people", "currency")
        for row in unpack_rows(
            people, plan=run.plan_version.plan.code, month=run.month, currency=currency, paid=paid
        )
    ]


def by_file(rows: list[PayrollRow], currency: str) -> list[tuple[str, str, list[PayrollRow]]]:
    """The rows of each file: one for each currency and legal entity, at least one."""
    ordered = sorted(rows, key=attrgetter("currency", "legal_entity", "number", "name"))
    groups = [
        (code, entity, list(group))
        for (code, entity), group in groupby(ordered, key=attrgetter("currency", "legal_entity"))
    ]
    return groups or [(currency, "", [])]


def mapping_in_force() -> tuple[int, Mapped]:
    """The newest mapping with its version; 0 is the one the portal comes with. One query."""
    newest = PayrollMapping.objects.order_by("-version").first()
    if newest is None:
        return 0, read_mapping(DEFAULT)
    return newest.version, read_mapping(newest.spec)
