"""What performance refuses, in sentences."""

from django.utils.translation import gettext_lazy as _

from apps.people.refusals import Refusal


class BoundOutOfRange(Refusal):
    """A bound of a rule lies outside what it may be."""

    sentence = _("%(bound)s: between %(least)s and %(most)s.")


class BoardNeedsKpi(Refusal):
    """A leaderboard by one KPI names it."""

    sentence = _("Choose the KPI that the leaderboard ranks by.")
    field = "kpi"


class CounterweightIsSame(Refusal):
    """A KPI is no counterweight of itself, and a volume none of a volume."""

    sentence = _("A counterweight is another KPI, and one that does not grow with calls or orders.")
    field = "counterweight"


class WallboardUnnamed(Refusal):
    """A link without a name cannot be told from others."""

    sentence = _("Say which screen it is for.")
    field = "name"


class WallboardTooLong(Refusal):
    """A link ends some day."""

    sentence = _("The last day lies between %(first)s and %(last)s.")
    field = "last_day"
