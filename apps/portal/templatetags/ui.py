"""The pieces pages are made of: `{% load ui %}`. What each looks like is in docs/ui.md."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.forms import widgets as form_widgets
from django.forms.boundfield import BoundWidget
from django.template import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _
from heroicons.templatetags.heroicons import heroicon_mini, heroicon_outline

from apps.people.clock import today
from apps.portal.demo.progress import demo_progress
from apps.portal.navigation import Group, menu_for
from apps.portal.queries.frame import Me, person_shown
from apps.portal.templatetags.drawings import spoken

register = template.Library()

# The icon that says the same as the colour of a badge.
TONE_ICONS: Final = {
    "ok": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "exclamation-triangle",
    "info": "information-circle",
}
MESSAGE_TONES: Final = {"success": "ok", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}


@register.simple_tag
def icon(name: str, css: str = "icon") -> SafeString:
    """An outline icon of heroicons; decorative, so hidden from screen readers."""
    return _drawn("outline", str(name), str(css))


@register.simple_tag
def micon(name: str, css: str = "icon-sm") -> SafeString:
    """A small filled icon of heroicons, for pills and cells."""
    return _drawn("mini", str(name), str(css))


@lru_cache(maxsize=512)
def _drawn(style: str, name: str, css: str) -> SafeString:
    draw, size = (heroicon_outline, 20) if style == "outline" else (heroicon_mini, 16)
    return mark_safe(draw(name, size=size, **{"class": css, "aria-hidden": "true", "focusable": "false"}))


@register.simple_tag
def badge(tone: str, text: object, icon: str | None = None) -> SafeString:
    """A status pill. Tones: ok, warn, bad, info, and mut (grey); an empty `icon` shows none."""
    name = TONE_ICONS.get(tone, "minus-circle") if icon is None else icon
    drawn = micon(name) if name else mark_safe("")
    return format_html('<span class="pill {}">{}{}</span>', tone, drawn, text)


@register.simple_tag
def dot(tone: str, icon: str) -> SafeString:
    """A round icon in front of a line of a list."""
    return format_html('<span class="dot {}">{}</span>', tone, _drawn("outline", str(icon), "icon"))


@register.simple_tag
def avatar(name: str) -> SafeString:
    """The initials of a person in a circle; beside the name, so hidden from screen readers."""
    return format_html('<span class="avatar-i" aria-hidden="true">{}</span>', initials(name))


def initials(name: str) -> str:
    """`Amy Lau` is AL; a name written in Chinese characters keeps its last two."""
    words = str(name).split()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][-2:] if not words[0].isascii() else words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


@register.inclusion_tag("components/note.html")
def note(tone: str, title: str = "", text: str = "", icon: str | None = None) -> dict[str, Any]:
    """A coloured box with something the reader has to know."""
    drawn = {"ok": "check-circle", "info": "information-circle"}.get(tone, "exclamation-triangle")
    return {"tone": tone, "title": title, "text": text, "icon": icon or drawn}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[Any], label: str) -> dict[str, Any]:
    """States in a row. A step has `label`, `state` (done, now, stopped, todo) and `note` (when and who)."""
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("components/stat.html")
def stat(
    label: str, value: object, note: object = "", *, small: object = "", url: str = "", css: str = "g-3 half"
) -> dict[str, Any]:
    """A tile with one figure: what, how much, and a line under it; `url` leads to how it came about."""
    return {"label": label, "value": value, "note": note, "small": small, "url": url, "css": css}


@register.inclusion_tag("components/empty.html")
def empty(icon: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """What stands where nothing is yet: why, and what to do next."""
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.simple_tag
def progress(done: int, total: int, label: str, tone: str = "") -> SafeString:
    """A progress bar; a total of 0 is shown as not begun."""
    return format_html(
        '<progress class="bar {}" max="{}" value="{}" aria-label="{}"></progress>',
        tone,
        max(total, 1),
        min(max(done, 0), max(total, 1)),
        spoken(label),
    )


class FigureEncoder(DjangoJSONEncoder):
    """JSON of a chart: exact numbers become floats here, where only pixels are drawn from them."""

    def default(self, o: Any) -> Any:
        """Fraction and Decimal as float; dates as Django writes them."""
        return float(o) if isinstance(o, Fraction | Decimal) else super().default(o)


@register.inclusion_tag("components/chart.html")
def chart(
    kind: str,
    data: Mapping[str, Any],
    name: str,
    label: str,
    *,
    height: int = 300,
    table: Mapping[str, Sequence[Any]] | None = None,
    summary: object = None,
) -> dict[str, Any]:
    """A chart drawn from `data` (docs/ui.md: one shape for each kind), with its figures for those who read.

    `name` is unique on the page. `table` has `head` (names of columns) and `rows`; the first column is text,
    the others are figures already written.
    """
    return {
        "kind": kind,
        "name": name,
        "label": label,
        "height": height,
        "script": json_script(data, f"chart-{name}", encoder=FigureEncoder),
        "table": table,
        "summary": _("Show the figures") if summary is None else summary,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """A field of a form: label, control, help and errors, tied together for screen readers."""
    return {"field": bound, "kind": _kind(bound), "css": css}


@register.filter
def control(bound: BoundField, css: str = "") -> SafeString:
    """The control alone, dressed: for tables of inputs, where the label is elsewhere."""
    names = [
        CONTROL_CLASSES.get(_kind(bound), "form-control"),
        bound.field.widget.attrs.get("class", ""),
        css,
    ]
    if bound.errors:
        names.append("is-invalid")
    return bound.as_widget(attrs={"class": " ".join(name for name in names if name)})


@register.filter
def options(bound: BoundField) -> list[BoundWidget]:
    """The radio buttons or check boxes of a field, dressed."""
    widgets = bound.subwidgets
    for widget in widgets:
        widget.data["attrs"] = {**widget.data["attrs"], "class": "form-check-input"}
    return widgets


CONTROL_CLASSES: Final = {"select": "form-select", "check": "form-check-input", "choices": "", "hidden": ""}


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    kinds: tuple[tuple[type[form_widgets.Widget], str], ...] = (
        (form_widgets.CheckboxSelectMultiple, "choices"),
        (form_widgets.RadioSelect, "choices"),
        (form_widgets.CheckboxInput, "check"),
        (form_widgets.Select, "select"),
        (form_widgets.FileInput, "file"),
        (form_widgets.Textarea, "textarea"),
    )
    if widget.is_hidden:
        return "hidden"
    return next((kind for of, kind in kinds if isinstance(widget, of)), "input")


@register.filter
def message_tone(level: str) -> str:
    """The tone of a message of Django's messages: success is ok, error is bad."""
    return MESSAGE_TONES.get(level, "info")


@register.simple_tag
def html_lang() -> str:
    """The language of the page as HTML and browsers name it: `en`, `zh-Hant`, `zh-Hans`."""
    return to_locale(get_language() or "en").replace("_", "-")


@register.simple_tag
def route(name: str, *args: object) -> str:
    """The address of a route, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the frame around a page shows: who is signed in, and the menu of their roles."""

    me: Me
    groups: tuple[Group, ...]
    demo: int | None  # per cent, while the demo company is being built


@register.simple_tag(takes_context=True)
def frame(context: RequestContext) -> Frame | None:
    """Menu and person of the frame; None for someone who has not signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return None
    me = person_shown(user, on=today())
    return Frame(me=me, groups=menu_for(me.roles, path=request.path), demo=demo_progress())


@register.filter
def htmx_headers(token: object) -> str:
    """The header by which htmx proves that a request came from this page."""
    return json.dumps({"X-CSRFToken": str(token)})
