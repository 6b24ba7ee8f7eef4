"""How states of intake look: `{% load intake_looks %}`."""

from django import template

from apps.intake.models import Batch
from apps.intake.web.proposals_form import person_text
from apps.intake.web.shown import CELLS, Look, look_of

register = template.Library()


@register.filter
def batch_look(batch: Batch) -> Look:
    """The badge of a batch: `tone`, `icon`, `text`."""
    return look_of(batch)


register.filter("person_text", person_text)


@register.filter
def cell_look(state: str) -> Look:
    """The cell of a day in the calendar."""
    return CELLS[state]
