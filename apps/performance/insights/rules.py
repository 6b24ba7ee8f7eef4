"""The rules with the bounds they come with; an organisation's own bounds lie over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.performance.choices import InsightKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One bound of a rule: a whole number between two others, `label` with its unit."""

    name: str
    label: Promise
    usual: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """What a rule says in words, and its bounds. `kpi`: the figure in which its rows are opened."""

    kind: InsightKind
    words: Promise
    bounds: tuple[Bound, ...]
    kpi: str = ""
    icon: str = "light-bulb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as it is in force."""

    kind: InsightKind
    bounds: Mapping[str, int]
    active: bool


def _bound(name: str, label: Promise, usual: int, least: int, most: int) -> Bound:
    return Bound(name=name, label=label, usual=usual, least=least, most=most)


RULES: Final[dict[InsightKind, RuleText]] = {
    rule.kind: rule
    for rule in (
        RuleText(
            kind=InsightKind.BLIND_DIALLING,
            words=_(
                "More calls a day than the team, and of those reached certainly fewer who buy: the list is "
                "dialled, not worked."
            ),
            bounds=(
                _bound("calls_percent", _("Calls a day, in per cent of the team's"), 115, 100, 400),
                _bound("conversion_percent", _("Conversion rate, in per cent of the team's"), 75, 5, 100),
            ),
            kpi="conversion_rate",
            icon="phone-x-mark",
        ),
        RuleText(
            kind=InsightKind.FAST_UNHAPPY,
            words=_("Talks shorter than the team's, and customers less satisfied."),
            bounds=(
                _bound("talk_percent", _("Talk time, in per cent of the team's"), 75, 5, 100),
                _bound("score_percent", _("Satisfaction, in per cent of the team's"), 97, 5, 100),
                _bound("min_talks", _("Talks needed"), 30, 1, 10_000),
                _bound("min_answers", _("Survey responses needed"), 10, 1, 10_000),
            ),
            kpi="customer_satisfaction",
            icon="face-frown",
        ),
        RuleText(
            kind=InsightKind.DISCOUNTING,
            words=_("The same products bring less an order than they bring the team."),
            bounds=(
                _bound("short_percent", _("Less than the team's, in per cent"), 15, 1, 100),
                _bound("min_orders", _("Orders needed"), 15, 1, 10_000),
            ),
            kpi="average_order_value",
            icon="receipt-percent",
        ),
        RuleText(
            kind=InsightKind.FALL,
            words=_(
                "Fewer buyers of late than chance explains, given the person's own last 90 days. The risk of "
                "a false alarm is shared among all who are watched."
            ),
            bounds=(
                _bound("days", _("Days looked at"), 14, 5, 40),
                _bound(
                    "risk_permille", _("Risk of a false alarm for all together, in per mille"), 50, 1, 500
                ),
                _bound("least", _("Buyers that must be usual at least"), 5, 1, 1_000),
            ),
            kpi="conversion_rate",
            icon="arrow-trending-down",
        ),
        RuleText(
            kind=InsightKind.SILENT_AGENT,
            words=_("Days of work without a single record, of somebody who had records before."),
            bounds=(_bound("days", _("Days of work without a record"), 3, 1, 30),),
            icon="speaker-x-mark",
        ),
        RuleText(
            kind=InsightKind.SILENT_SOURCE,
            words=_("A source has not delivered days that it owes."),
            bounds=(_bound("days", _("Delivery days that are missing"), 3, 1, 30),),
            icon="signal-slash",
        ),
        RuleText(
            kind=InsightKind.CARRIED,
            words=_("One person brings a large part of a team's sales."),
            bounds=(
                _bound("share_percent", _("Share of the team's sales, in per cent"), 40, 5, 100),
                _bound("least", _("People in the team at least"), 4, 2, 1_000),
            ),
            kpi="sales_amount",
            icon="scale",
        ),
        RuleText(
            kind=InsightKind.CALLBACKS,
            words=_("Of the callbacks that were promised and are due, certainly too few were made."),
            bounds=(_bound("made_percent", _("Made in time, in per cent"), 80, 5, 100),),
            icon="phone-arrow-down-left",
        ),
    )
}


def usual_bounds(kind: InsightKind) -> dict[str, int]:
    """The bounds a rule comes with."""
    return {bound.name: bound.usual for bound in RULES[kind].bounds}


def merged_rule(kind: InsightKind, stored: Mapping[str, int] | None, *, active: bool = True) -> Rule:
    """The rule in force: what it came with, and over it what was changed."""
    known = usual_bounds(kind)
    given = {name: int(value) for name, value in (stored or {}).items() if name in known}
    return Rule(kind=kind, bounds=known | given, active=active)
