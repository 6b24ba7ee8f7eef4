"""Drawings of coaching and reviews: a value with its interval, a signed part, slots of a week.

`{% load coaching_drawings %}`. Shares are ratios; geometry alone may be a float.
"""

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.portal.templatetags.drawings import spoken

register = template.Library()
Number = int | float | Fraction | Decimal


def _at(value: Number, low: Number, high: Number) -> float:
    span = float(high) - float(low) or 1.0
    return max(0.0, min(100.0, (float(value) - float(low)) * 100 / span))


@register.simple_tag
def interval(
    value: Number,
    low: Number,
    high: Number,
    *,
    label: str,
    top: Number,
    mark: Number | None = None,
    bottom: Number = 0,
    tone: str = "ok",
) -> SafeString:
    """A value (dot) with its interval (bar) and a bound or target (tick), from `bottom` to `top`."""
    left, right = _at(low, bottom, top), _at(high, bottom, top)
    tick: SafeString | str = ""
    if mark is not None:
        place = f"{_at(mark, bottom, top):.2f}%"
        tick = format_html('<line class="ci-mark" x1="{}" x2="{}" y1="1" y2="17"/>', place, place)
    return format_html(
        '<svg class="ci ci-{}" role="img" aria-label="{}" width="100%" height="18">'
        '<line class="ci-axis" x1="0" x2="100%" y1="9" y2="9"/>'
        '<rect class="ci-range" x="{}%" y="5.5" width="{}%" height="7" rx="3.5"/>{}'
        '<circle class="ci-dot" cx="{}%" cy="9" r="4"/></svg>',
        tone,
        spoken(label),
        f"{left:.2f}",
        f"{max(0.8, right - left):.2f}",
        tick,
        f"{_at(value, bottom, top):.2f}",
    )


@register.simple_tag
def signedbar(value: Number, *, top: Number, label: str) -> SafeString:
    """A signed bar from a zero line in the middle; `top` is the largest value shown."""
    width = min(50.0, abs(float(value)) * 50 / (float(top) or 1.0))
    negative = float(value) < 0
    return format_html(
        '<svg class="sbar" role="img" aria-label="{}" width="100%" height="16">'
        '<line class="sbar-axis" x1="50%" x2="50%" y1="0" y2="16"/>'
        '<rect class="sbar-{}" x="{}%" y="3" width="{}%" height="10" rx="2"/></svg>',
        spoken(label),
        "neg" if negative else "pos",
        f"{50 - width if negative else 50:.2f}",
        f"{max(width, 0.6):.2f}",
    )


@register.simple_tag
def slots(taken: int, total: int, *, label: str) -> SafeString:
    """A week's slots: taken ones are filled."""
    boxes = format_html_join(
        "",
        '<rect class="slot{}" x="{}" y="1" width="15" height="10" rx="3"/>',
        ((" slot-on" if place < taken else "", place * 20 + 1) for place in range(min(total, 12))),
    )
    return format_html(
        '<svg class="slots" role="img" aria-label="{}" width="{}" height="12">{}</svg>',
        spoken(label),
        min(total, 12) * 20,
        boxes,
    )
