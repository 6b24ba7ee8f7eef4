"""The sentences of performance's codes, in the language that is active now."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.engine.issues import Issue, Value
from apps.metrics.catalogue import kpi_name
from apps.performance.choices import Reason
from apps.performance.rows import PersonPerformance, TeamPerformance

_REASONS: Final[dict[str, str | Promise]] = {
    Reason.NO_SCORECARD: _("No scorecard is published for this team in this month."),
    Reason.NO_WORKING_TIME: _("No working time in this month."),
    Reason.NO_DAY_YET: _("No day of this month is complete in every source yet."),
    Reason.TOO_LITTLE_MEASURED: _("Only %(measured)s %% of the weight has data."),
    Reason.BELOW_MINIMUM_DAYS: _("%(days)s days worked so far, %(needed)s needed for a place."),
    Reason.SMALL_SAMPLE: _("%(kpi)s: %(n)s records, %(needed)s needed."),
}

_ISSUES: Final[dict[str, str | Promise]] = {
    "no_data": _("There are no records yet."),
    "no_working_time": _("There was no working time."),
    "target_missing": _("There is no target."),
    "target_is_zero_point": _(
        "The target equals the value that counts 0 %%, so nothing can be measured against it."
    ),
    "target_worst_missing": _("The target is 0 and no worst value is set."),
    "target_wrong_side": _("The target lies on the wrong side of its zero point."),
    "band_incomplete": _("The band is incomplete."),
    "band_reversed": _("The bounds of the band cross."),
}

_BOARD_REASONS: Final[dict[str, str | Promise]] = {
    Reason.NO_SCORECARD: _("no scorecard"),
    Reason.NO_WORKING_TIME: _("no working time"),
    Reason.NO_DAY_YET: _("no complete day yet"),
    Reason.TOO_LITTLE_MEASURED: _("too little measured"),
    Reason.BELOW_MINIMUM_DAYS: _("too few days worked"),
    Reason.SMALL_SAMPLE: _("too few records"),
    "no_data": _("no data"),
    "no_history": _("no closed month to compare with"),
    "below_counterweight": _("the counterweight is below 80 % of its target"),
    "not_on_scorecard": _("not on the scorecard"),
}

_LINE_REASONS: Final[dict[str, str | Promise]] = {
    "no_data": _("no data"),
    "small_sample": _("too few records"),
    "capped": _("capped"),
}


def reason_sentence(performance: PersonPerformance | TeamPerformance) -> str:
    """Why there is no score, or a score but no place; empty where there is nothing to explain."""
    template = _REASONS.get(performance.reason)
    return "" if template is None else str(template) % _written(performance.reason_values)


def issue_sentence(issue: Issue | None) -> str:
    """Why a line has no achievement; empty without an issue."""
    if issue is None:
        return ""
    return str(_ISSUES.get(issue.code, issue.code)).replace("%%", "%")


def board_reason(code: str) -> str:
    """In a word why somebody has no place on a leaderboard; empty for those who have one."""
    return str(_BOARD_REASONS.get(code, ""))


def line_reason(code: str) -> str:
    """In a word why a line counts something else than its achievement; empty where it does not."""
    return str(_LINE_REASONS.get(code, ""))


def _written(values: Mapping[str, Value]) -> dict[str, str]:
    written = {name: _number(value) for name, value in values.items()}
    if "kpi" in values:
        written["kpi"] = kpi_name(str(values["kpi"]), str(values["kpi"]))
    return written


def _number(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
