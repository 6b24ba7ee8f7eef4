"""What the organisation asks of every scorecard."""

from fractions import Fraction

from apps.engine.smart import Guide
from apps.goals.models import GoalRules
from apps.people.reading import asked_once


@asked_once
def goal_rules() -> GoalRules:
    """The one row, or its defaults. One query."""
    return GoalRules.objects.filter(pk=1).first() or GoalRules(pk=1)


def guide_of(rules: GoalRules) -> Guide:
    """The guide as ratios."""
    return Guide(low=Fraction(rules.guide_low, 10_000), high=Fraction(rules.guide_high, 10_000))
