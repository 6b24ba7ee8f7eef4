"""The rows of a run's payroll file."""

from apps.incentives.models import PayoutRun
from apps.incentives.payroll import PayrollRow
from apps.people.models import Employment
from apps.people.queries import numbers


def payroll_rows(run: PayoutRun) -> list[PayrollRow]:
    """Whoever is paid more than 0, by employee number, each with the employment of the month's last day.

    Where that has ended before, the latest one until then. Three queries.
    """
    paid = list(run.inputs.filter(total_minor__gt=0).select_related("person").order_by("person_id"))
    people = [row.person_id for row in paid]
    number_of = numbers(people, run.last_day)
    contract_of: dict[int, Employment] = {}
    contracts = Employment.objects.filter(person_id__in=people, starts__lte=run.last_day)
    for contract in contracts.order_by("starts", "pk"):
        contract_of[contract.person_id] = contract
    plan = run.plan_version.plan
    rows = []
    for row in paid:
        last = contract_of.get(row.person_id)
        rows.append(
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
            )
        )
    return sorted(rows, key=lambda one: (one.number, one.name))
