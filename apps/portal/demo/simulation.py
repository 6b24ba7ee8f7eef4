"""What happens at the demo company, agent by agent and day by day, from a fixed seed.

Integers only and one generator an agent, so that the same `until` gives the same bytes on every machine.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from apps.portal.demo.beside import (
    PRODUCTS,
    Row,
    brand_study,
    lines_of,
    market_of,
    of_call,
    promise,
    scenario,
    session,
)
from apps.portal.demo.company import LEAVES, Agent
from apps.portal.demo.days import season, workdays
from apps.portal.demo.story import Story

SEED: Final = 20261124
CALLS_A_DAY: Final = 14
LEADS: Final = 900  # customers in an agent's list
BUYERS_IN_A_THOUSAND: Final = 36  # of the calls that were answered
AMOUNT: Final = 760_000  # minor units of a usual order: a contract of 24 months
LATE: Final = 20 * 3600  # the last call of a day, in seconds
CAMPAIGNS: Final = ("List A", "List A", "List B", "Win-back")
CAUSES: Final = ("Promise not kept", "Pressure", "Wrong price", "Called too often", "Long wait")


@dataclass(slots=True)
class Records:
    """Rows of each export, in the order in which they happened; the last column tells the day."""

    calls: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    refunds: list[Row] = field(default_factory=list)
    surveys: list[Row] = field(default_factory=list)
    complaints: list[Row] = field(default_factory=list)
    enquiries: list[Row] = field(default_factory=list)
    evaluations: list[Row] = field(default_factory=list)
    order_lines: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    follow_ups: list[Row] = field(default_factory=list)
    brand: list[Row] = field(default_factory=list)

    def count(self) -> int:
        """All rows of all exports."""
        return sum(len(getattr(self, name)) for name in self.__slots__)


@dataclass(slots=True)
class Desk:
    """One agent at work: the generators, what is due, and who bought lately.

    `beside` draws what stands beside the story, so that the story stays the same whatever is added.
    """

    agent: Agent
    random: Random
    beside: Random
    story: Story
    records: Records
    last_day: date  # the agent's own
    regulars: list[str] = field(default_factory=list)
    owed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def chance(self, per_thousand: int) -> bool:
        """Whether something happens that happens so often."""
        return self.random.randrange(1000) < per_thousand

    def due(self, what: str, per_thousand: int) -> bool:
        """The same, but evenly spread, so that a month of few events still shows what an agent is like."""
        if what not in self.owed:
            self.owed[what] = self.random.randrange(1000)
        self.owed[what] += self.random.randrange(2 * per_thousand + 1)
        if self.owed[what] < 1000:
            return False
        self.owed[what] -= 1000
        return True

    def around(self, usual: int, spread: int) -> int:
        """A whole number around `usual`, within ± `spread` percent, the middle likelier."""
        width = usual * spread // 100
        return usual + (self.random.randint(-width, width) + self.random.randint(-width, width)) // 2

    def later(self, day: date, fewest: int, most: int) -> date | None:
        """A day some days on, or None where the story has not come that far."""
        later = day + timedelta(days=self.random.randint(fewest, most))
        return later if later <= self.story.until else None

    def customer(self) -> str:
        """Mostly someone of the list; now and then someone who bought before."""
        if self.regulars and self.chance(160):
            return self.random.choice(self.regulars[-40:])
        return f"{6_000_0000 + int(self.agent.number[1:]) * 1000 + self.random.randrange(LEADS)}"


def simulate(story: Story) -> Records:
    """Everything that happened from the first day of the story to its last."""
    records = Records()
    for agent in story.agents:
        days = list(_days_at_work(agent, story))
        random = Random(f"{SEED}:{agent.number}")
        desk = Desk(
            agent=agent,
            random=random,
            beside=Random(f"{SEED}:{agent.number}:beside"),
            story=story,
            records=records,
            last_day=days[-1] if days else story.first,
        )
        for day in days:
            _work_a_day(desk, day)
    records.brand += brand_study(story)
    for name in Records.__slots__:
        getattr(records, name).sort(key=lambda row: (str(row[-1]), str(row[0])))
    return records


def _days_at_work(agent: Agent, story: Story) -> Iterator[date]:
    leaver = agent.works_until(story.until) or story.until + timedelta(days=1)
    for day in workdays(max(story.first, agent.works_from(story.until)), story.until):
        part_time = agent.share < 100 and day.isoweekday() * 20 > agent.share
        if day < leaver and not part_time and not _on_leave(agent, day, story.until):
            yield day


def _on_leave(agent: Agent, day: date, until: date) -> bool:
    return any(
        number == agent.number
        and until - timedelta(days=before) <= day < until - timedelta(days=before - length)
        for number, before, length, _ in LEAVES
    )


def _work_a_day(desk: Desk, day: date) -> None:
    traits = desk.agent.traits
    dialled = desk.around(CALLS_A_DAY * traits.dialling * season(day) // 10_000 or 1, 30)
    if traits.dialling < 20 and desk.chance(500):
        return
    clock = 9 * 3600 + desk.random.randrange(900)
    for number in range(max(1, dialled)):
        clock += desk.random.randint(20 * 60, 9 * 3600 * 2 // max(2, dialled * 2) + 21 * 60)
        _call(desk, day, min(clock, LATE), number)
    desk.records.sessions.append(session(desk.beside, agent_number=desk.agent.number, day=day))
    if desk.due("enquiry", 290 * traits.dialling // 100):
        _enquiry(desk, day)


def _call(desk: Desk, day: date, second: int, number: int) -> None:
    agent, traits = desk.agent, desk.agent.traits
    inbound = desk.chance(260 if agent.team == "RENEW" else 90)
    answered = desk.chance(880 if inbound else traits.reach * 10)
    customer = desk.customer()
    identity = f"C{day:%y%m%d}-{agent.number[1:]}-{number:03d}"
    started = datetime.combine(day, time()) + timedelta(seconds=second)
    talk = max(12, desk.around(traits.talk, 60)) if answered else ""
    wait = max(2, desk.around(traits.quickness, 70)) if inbound and answered else ""
    bought = answered and _buys(desk, day, customer)
    disposition = "Sale" if bought else "Talked" if answered else "No answer"
    resolved = ("Y" if desk.chance(840) else "N") if inbound and answered else ""
    desk.records.calls.append(
        (
            identity, agent.number, "Inbound" if inbound else "Outbound", customer, "Y" if answered else "N",
            resolved, talk, wait, desk.random.choice(CAMPAIGNS), disposition,
            *of_call(desk.beside, inbound=inbound, answered=answered),
            scenario(agent.team, inbound=inbound, regular=customer in desk.regulars[-40:]),
            f"{started:%Y-%m-%d %H:%M:%S}",
        )
    )  # fmt: skip
    if bought:
        _order(desk, day, customer, identity)
    if answered:
        _aftermath(desk, day, customer, identity)
    if answered and not bought:
        promised = promise(desk.beside, agent, identity, customer, (day, desk.story.until))
        desk.records.follow_ups += promised


def _buys(desk: Desk, day: date, customer: str) -> bool:
    traits, first = desk.agent.traits, desk.story.first
    month = (day.year - first.year) * 12 + day.month - first.month
    usual = BUYERS_IN_A_THOUSAND * (2 if customer in desk.regulars[-40:] else 1)
    return desk.due("order", usual * (traits.closing + traits.drift * month) // 100)


def _order(desk: Desk, day: date, customer: str, call: str) -> None:
    desk.regulars.append(customer)
    identity = "O" + call[1:]
    amount = max(48_000, desk.around(AMOUNT * desk.agent.traits.value // 100, 60)) // 1000 * 1000
    cancelled = desk.later(day, 3, 20) if desk.due("cancellation", 14) else None
    paid = desk.later(day, 2, 9)
    product = desk.random.choice(PRODUCTS)
    market = market_of(desk.beside, desk.agent.team, (desk.story.until - day).days)
    desk.records.order_lines += lines_of(desk.beside, identity, product, day)
    desk.records.orders.append(
        (
            identity, desk.agent.number, customer, _money(amount), product, market,
            paid if paid and not cancelled else "", cancelled or "", day,
        )
    )  # fmt: skip
    if not cancelled and desk.due("refund", 42) and (refunded := desk.later(day, 4, 45)):
        part = amount if desk.chance(400) else amount // 2000 * 1000
        desk.records.refunds.append(("R" + call[1:], identity, _money(part), refunded))


def _aftermath(desk: Desk, day: date, customer: str, call: str) -> None:
    """What a talk leaves behind. Answers about someone who has left are not collected any more."""
    agent, traits = desk.agent, desk.agent.traits
    if desk.due("survey", 160) and (answered := desk.later(day, 0, 2)) and answered <= desk.last_day:
        scores = (_stars(desk, traits.liking + better) for better in (0, 8, 0, -6))
        desk.records.surveys.append(("S" + call[1:], agent.number, customer, *scores, answered))
    if desk.due("complaint", traits.complaints) and (said := desk.later(day, 0, 6)) and said <= desk.last_day:
        severity = "serious" if desk.chance(200) else "ordinary"
        cause = desk.random.choice(CAUSES)
        desk.records.complaints.append(("K" + call[1:], agent.number, customer, severity, cause, said))
    if desk.due("evaluation", 95):
        score = min(100, desk.around(traits.quality, 9))
        desk.records.evaluations.append(("V" + call[1:], agent.number, score, day))


def _stars(desk: Desk, hundredths: int) -> int:
    """1 to 5, with the given mean (as far as 1 and 5 allow)."""
    below = min(480, hundredths) // 100
    star = below + (1 if desk.chance((min(480, hundredths) - below * 100) * 10) else 0)
    slip = desk.chance(90)
    return max(1, min(5, star - (1 if slip else 0) + (1 if not slip and desk.chance(90) else 0)))


def _enquiry(desk: Desk, day: date) -> None:
    identity = f"Q{day:%y%m%d}-{desk.agent.number[1:]}"
    channel = desk.random.choice(("chat", "mail", "form"))
    seconds = max(20, desk.around(desk.agent.traits.quickness * 30, 80))
    desk.records.enquiries.append((identity, desk.agent.number, desk.customer(), channel, seconds, day))


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
