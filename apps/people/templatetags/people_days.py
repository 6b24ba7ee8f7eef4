"""How dated rows and verbs of the trail are written on pages."""

from datetime import date

from django import template

from apps.audit import verbs
from apps.people.days import ONE_DAY

register = template.Library()


@register.filter
def last_day(ends: date) -> date:
    """The last day of a range whose `ends` is exclusive."""
    return ends - ONE_DAY


@register.simple_tag
def verb(code: str) -> str:
    """A verb of the trail in words."""
    return verbs.label(code)
