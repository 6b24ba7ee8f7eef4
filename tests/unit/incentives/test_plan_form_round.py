"""Form → file → form loses nothing, for plans of every kind."""

from typing import Any

from django.http import QueryDict
from hypothesis import given, settings

from apps.incentives.documents import read_document
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plan_files import Head, read_plan_file, write_plan_file
from apps.incentives.web.plan_forms import PlanForms
from tests.bonus import OCT
from tests.plan_documents import documents
from tests.plan_forms import posted
from tests.unit.incentives.test_sentences import info

KPIS = {
    "deals_closed": info("deals_closed", "Deals closed", "count", volume=True),
    "complaint_rate": info("complaint_rate", "Complaint rate", "rate", volume=False),
}


def forms_of(spec: dict[str, Any], data: QueryDict | None = None) -> PlanForms:
    plan = Plan(code="x", name="X", currency="HKD")
    return PlanForms(data, KPIS, plan=plan, version=PlanVersion(plan=plan, starts=OCT, spec=spec))


@settings(max_examples=10)
@given(documents())
def test_form_to_file_to_form_loses_nothing(document: dict[str, Any]) -> None:
    first = forms_of(document, posted(forms_of(document)))
    assert first.is_valid(), (first.main.errors, first.parts.errors, first.gates.errors)
    assert read_document(first.spec()) == read_document(document)
    head = Head(code="x", name="X", version=1, starts=OCT, teams=[], currency="HKD")
    file = read_plan_file(write_plan_file(head, first.spec()))
    second = forms_of(file.spec, posted(forms_of(file.spec)))
    assert second.is_valid()
    assert read_document(second.spec()) == read_document(document)
