"""Figures with what is uncertain about them, drawn as SVG: `{% load intervals %}`. As in `drawings`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.portal.templatetags.drawings import Number, spoken

register = template.Library()


@register.simple_tag
def interval(
    value: Number,
    low: Number | None,
    high: Number | None,
    *,
    label: str,
    start: Number,
    end: Number,
    reference: Number | None = None,
    hollow: bool = False,
) -> SafeString:
    """A dot on a scale from `start` to `end` with its interval as a bar, and a tick at the reference."""

    def at(number: Number) -> str:
        span = float(end) - float(start) or 1.0
        return f"{max(0.0, min(100.0, (float(number) - float(start)) * 100 / span)):.2f}%"

    parts = []
    if low is not None and high is not None:
        parts.append(format_html('<line class="iv-bar" x1="{}" x2="{}" y1="8" y2="8"/>', at(low), at(high)))
    if reference is not None:
        x = at(reference)
        parts.append(format_html('<line class="iv-ref" x1="{}" x2="{}" y1="1" y2="15"/>', x, x))
    css = "iv-dot iv-hollow" if hollow else "iv-dot"
    parts.append(format_html('<circle class="{}" cx="{}" cy="8" r="4"/>', css, at(value)))
    return format_html(
        '<svg class="iv" role="img" aria-label="{}" width="100%" height="16">'
        '<line class="iv-track" x1="0" x2="100%" y1="8" y2="8"/>{}</svg>',
        spoken(label),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


@register.simple_tag
def mixbar(shared: Number, mix: Number, own: Number, *, top: Number, label: str) -> SafeString:
    """Shared, mix and own from the middle: what helps to the right, what costs to the left."""
    half = float(top) or 1.0
    ends = {True: 50.0, False: 50.0}
    bars = []
    for css, part in (("mx-0", shared), ("mx-1", mix), ("mx-2", own)):
        size = min(50.0, abs(float(part)) * 50 / half)
        forward = part > 0
        x = ends[forward] if forward else ends[forward] - size
        ends[forward] += size if forward else -size
        bars.append((css, f"{max(0.0, x):.2f}%", f"{size:.2f}%"))
    return format_html(
        '<svg class="mixbar" role="img" aria-label="{}" width="100%" height="14">{}'
        '<line class="mx-zero" x1="50%" x2="50%" y1="0" y2="14"/></svg>',
        spoken(label),
        format_html_join("", '<rect class="{}" x="{}" y="2" width="{}" height="10"/>', bars),
    )


@register.simple_tag
def hour_bar(calls: int, usual: Number | None, top: Number, *, label: str) -> SafeString:
    """The calls of an hour as a bar, with a tick where a usual day is."""
    whole = float(top) or 1.0
    tick = ""
    if usual is not None:
        x = f"{min(100.0, float(usual) * 100 / whole):.2f}%"
        tick = format_html('<line class="b-target" x1="{}" x2="{}" y1="0" y2="14"/>', x, x)
    return format_html(
        '<svg class="hourbar" role="img" aria-label="{}" width="100%" height="14">'
        '<rect class="b-band3" width="100%" height="10" y="2" rx="3"/>'
        '<rect class="b-actual" width="{}" height="10" y="2" rx="3"/>{}</svg>',
        spoken(label),
        f"{min(100.0, calls * 100 / whole):.2f}%",
        tick,
    )
