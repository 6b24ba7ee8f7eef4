"""The menu as data: which pages each role finds in the side bar, in this order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the menu: its words, its route and its icon (heroicons, outline)."""

    label: str | Promise
    route: str
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as one person sees it: with its address, and whether they are on it or below it."""

    page: Page
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one role, under its name."""

    caption: str | Promise
    entries: tuple[Entry, ...]


MENU: Final[dict[Role, tuple[Page, ...]]] = {
    Role.AGENT: (
        Page(_("My targets & rewards"), "agent", "trophy"),
        Page(_("My scorecard"), "targets", "flag"),
        Page(_("Leaderboard"), "my-board", "chart-bar"),
        Page(_("What if"), "what-if", "adjustments-horizontal"),
        Page(_("My statements"), "my-payouts", "document-text"),
        Page(_("My coaching"), "development", "academic-cap"),
        Page(_("My actions"), "actions", "clipboard-document-check"),
        Page(_("Claim an order"), "claims", "hand-raised"),
    ),
    Role.MANAGER: (
        Page(_("Teams"), "teams", "presentation-chart-bar"),
        Page(_("Insights"), "insights", "light-bulb"),
        Page(_("Compare"), "compare", "scale"),
        Page(_("Wallboards"), "wallboards", "tv"),
        Page(_("Scorecards"), "scorecards", "flag"),
        Page(_("Strategy"), "strategy", "map"),
        Page(_("Approvals"), "approvals", "check-badge"),
        Page(_("Coaching"), "coaching", "chat-bubble-left-right"),
        Page(_("Reviews"), "reviews", "clipboard-document-check"),
        Page(_("Actions"), "actions", "check-circle"),
        Page(_("Honours"), "honours", "star"),
        Page(_("Claims of orders"), "claims", "hand-raised"),
    ),
    Role.HR: (
        Page(_("Payout runs"), "runs", "banknotes"),
        Page(_("Incentive plans"), "plans", "document-text"),
        Page(_("Honours"), "honours", "star"),
        Page(_("Teams"), "teams", "presentation-chart-bar"),
        Page(_("Scorecards"), "scorecards", "flag"),
        Page(_("People"), "people:list", "users"),
    ),
    Role.STEWARD: (
        Page(_("Data"), "data-home", "circle-stack"),
        Page(_("KPIs"), "kpis", "calculator"),
        Page(_("Periods"), "periods", "calendar-days"),
        Page(_("Teams"), "teams", "presentation-chart-bar"),
        Page(_("People"), "people:list", "users"),
    ),
    Role.DIRECTOR: (
        Page(_("Teams"), "teams", "building-office-2"),
        Page(_("Insights"), "insights", "light-bulb"),
        Page(_("Compare"), "compare", "scale"),
        Page(_("Wallboards"), "wallboards", "tv"),
        Page(_("Strategy"), "strategy", "map"),
        Page(_("Approvals"), "approvals", "check-badge"),
        Page(_("Scorecards"), "scorecards", "flag"),
        Page(_("Payout runs"), "runs", "banknotes"),
        Page(_("Incentive plans"), "plans", "document-text"),
        Page(_("Honours"), "honours", "star"),
        Page(_("Reviews"), "reviews", "clipboard-document-check"),
        Page(_("Coaching rules"), "coaching-rules", "adjustments-horizontal"),
    ),
    Role.ADMINISTRATOR: (
        Page(_("People"), "people:list", "users"),
        Page(_("Audit trail"), "audit", "shield-check"),
        Page(_("Settings"), "people:organisation", "cog-6-tooth"),
    ),
}


def menu_for(roles: Collection[str], *, path: str) -> tuple[Group, ...]:
    """The groups of these roles; a page stands once, and the entry nearest to `path` is marked as here."""
    found = [(role, list(_addresses(pages))) for role, pages in MENU.items() if role in roles]
    here = _nearest((url for _role, pages in found for _page, url in pages), path)
    seen: set[str] = set()
    groups = []
    for role, pages in found:
        entries = tuple(Entry(page=page, url=url, here=url == here) for page, url in pages if url not in seen)
        seen.update(entry.url for entry in entries)
        if entries:
            groups.append(Group(caption=role.label, entries=entries))
    return tuple(groups)


def _addresses(pages: Collection[Page]) -> Iterator[tuple[Page, str]]:
    for page in pages:
        try:
            yield page, reverse(page.route)
        except NoReverseMatch:
            continue  # an installation without this page


def _nearest(urls: Iterator[str], path: str) -> str | None:
    """The longest address that `path` lies under."""
    return max((url for url in urls if path.startswith(url)), key=len, default=None)
