"""What each focus proposes, and how much of all strength the strategy gives it."""

from collections import defaultdict
from datetime import date

from apps.goals.focus import PROPOSED
from apps.goals.models import FocusShare, FocusTemplateLine


def template_of(focus: str) -> list[tuple[str, int]]:
    """KPI codes with weights that the focus proposes. One query."""
    rows = FocusTemplateLine.objects.filter(focus=focus).order_by("position", "pk")
    own = list(rows.values_list("kpi__code", "weight"))
    return own or list(PROPOSED.get(focus, ()))


def template_codes() -> dict[str, set[str]]:
    """By focus the KPIs that fit it. One query."""
    own: defaultdict[str, set[str]] = defaultdict(set)
    for focus, code in FocusTemplateLine.objects.values_list("focus", "kpi__code"):
        own[focus].add(code)
    return {str(focus): own[focus] or {code for code, _ in lines} for focus, lines in PROPOSED.items()}


def focus_shares(on: date) -> dict[str, int]:
    """Hundredths of a percent by focus, as the strategy says for the day; empty where it says nothing."""
    rows = FocusShare.objects.filter(starts__lte=on, ends__gt=on)
    return dict(rows.order_by("starts", "pk").values_list("focus", "weight"))
