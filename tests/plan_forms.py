"""What a browser sends for the form of a plan as it is shown."""

from typing import Any

from django.http import QueryDict

from apps.incentives.web.plan_forms import PlanForms


def posted(forms: PlanForms, **changes: Any) -> QueryDict:
    """Every field with the value it shows; a list without a choice sends its first entry."""
    data = QueryDict(mutable=True)
    for form in (forms.main, *forms.parts, *forms.gates):
        for bound in form:
            value = bound.value()
            choices = getattr(bound.field, "choices", None)
            if value in (None, "") and choices and not bound.is_hidden and bound.html_name != "teams":
                value = next(iter(choices))[0]
            if value is not None and value is not False:
                data[bound.html_name] = "on" if value is True else str(value)
    for formset in (forms.parts, forms.gates):
        for bound in formset.management_form:
            data[bound.html_name] = str(bound.value() if bound.value() is not None else "")
    data.update({key: value for key, value in changes.items() if value is not None})
    return data
