"""What is wrong with a curve or a table of tiers, as a refusal that names the place."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.engine.curves import Curve, check_curve
from apps.engine.tiers import Tier, check_tiers
from apps.incentives.refusals import SpecWrong

CURVE_PROBLEMS: Final[Mapping[str, str | Promise]] = {
    "curve_empty": _("a curve needs at least one point"),
    "curve_negative": _("a score and a rate may not be below 0"),
    "curve_not_rising": _("each score must be above the one before"),
    "curve_falls": _("a better score may not pay less"),
}
TIER_PROBLEMS: Final[Mapping[str, str | Promise]] = {
    "tiers_empty": _("at least one tier is needed"),
    "tiers_start": _("the first tier must begin at 0: below it there would be a gap (its rate may be 0)"),
    "tiers_not_rising": _("tiers overlap: each must begin above the one before"),
    "tiers_rate_negative": _("a tier's rate may not be below 0"),
}


def check_points(curve: Curve, where: str) -> None:
    """Raises `SpecWrong` for the first thing that is wrong with a curve."""
    for issue in check_curve(curve):
        raise SpecWrong(where=where, problem=CURVE_PROBLEMS[issue.code])


def check_table(tiers: Sequence[Tier], where: str) -> None:
    """Raises `SpecWrong` for the first thing that is wrong with a table of tiers."""
    for issue in check_tiers(tiers):
        raise SpecWrong(where=where, problem=TIER_PROBLEMS[issue.code])
