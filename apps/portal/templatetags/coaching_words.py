"""Words of coaching in templates: `{% load coaching_words %}`."""

from django import template

from apps.coaching.catalogue import cause_name
from apps.coaching.models import Cause

register = template.Library()


@register.filter
def cause(value: Cause) -> str:
    """`Conversion › Follow-up`, in the language that is active now."""
    own = cause_name(value.code, value.name)
    above = value.parent
    return f"{cause_name(above.code, above.name)} › {own}" if above else own
