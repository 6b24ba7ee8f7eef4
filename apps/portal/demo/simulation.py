"""What happens at the demo company, agent by agent and day by day, from a fixed seed.

Integers only and one generator an agent, so that the same `until` gives the same bytes on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from apps.portal.demo.company import AGENTS, LEAVES, Agent
from apps.portal.demo.days import first_month, season, workdays

SEED: Final = 20261124
CALLS_A_DAY: Final = 14
LEADS: Final = 900  # customers in an agent's list
BUYERS_IN_A_THOUSAND: Final = 95  # of the customers reached
AMOUNT: Final = 560_000  # minor units of a usual order
PRODUCTS: Final = ("Broadband 1000", "Home Fibre Plus", "Mobile 5G", "Mobile Family", "Care Pack")
CAMPAIGNS: Final = ("List A", "List A", "List B", "Win-back")
CAUSES: Final = ("Promise not kept", "Pressure", "Wrong price", "Called too often", "Long wait")


@dataclass(slots=True)
class Records:
    """Rows of each export, in the order in which they happened."""

    calls: list[tuple[object, ...]] = field(default_factory=list)
    orders: list[tuple[object, ...]] = field(default_factory=list)
    refunds: list[tuple[object, ...]] = field(default_factory=list)
    surveys: list[tuple[object, ...]] = field(default_factory=list)
    complaints: list[tuple[object, ...]] = field(default_factory=list)
    enquiries: list[tuple[object, ...]] = field(default_factory=list)
    evaluations: list[tuple[object, ...]] = field(default_factory=list)

    def count(self) -> int:
        return sum(len(getattr(self, name)) for name in self.__slots__)


@dataclass(slots=True)
class Desk:
    """One agent at work: the generator, the customer list and who bought lately."""

    agent: Agent
    random: Random
    until: date
    records: Records
    regulars: list[str] = field(default_factory=list)

    def chance(self, per_thousand: int) -> bool:
        return self.random.randrange(1000) < per_thousand

    def around(self, usual: int, spread: int) -> int:
        """A whole number around `usual`, within ± `spread` percent, the middle likelier."""
        width = usual * spread // 100
        return usual + (self.random.randint(-width, width) + self.random.randint(-width, width)) // 2

    def customer(self) -> str:
        """Mostly someone of the list; now and then someone who bought before."""
        if self.regulars and self.chance(220):
            return self.random.choice(self.regulars[-60:])
        return f"{6_000_0000 + int(self.agent.number[1:]) * 1000 + self.random.randrange(LEADS)}"


def simulate(until: date, agents: tuple[Agent, ...] = AGENTS) -> Records:
    """Everything that happened from the first of the first month until `until`."""
    records = Records()
    for agent in agents:
        desk = Desk(agent=agent, random=Random(f"{SEED}:{agent.number}"), until=until, records=records)  # noqa: S311
        for day in _days_at_work(agent, until):
            _work_a_day(desk, day)
    for name in Records.__slots__:
        getattr(records, name).sort(key=lambda row: (str(row[-1]), str(row[0])))
    return records


def _days_at_work(agent: Agent, until: date) -> Iterator[date]:
    leaver = agent.works_until(until) or until + timedelta(days=1)
    for day in workdays(max(first_month(until), agent.works_from(until)), until):
        if (
            day < leaver
            and not _on_leave(agent, day, until)
            and (agent.share == 100 or day.isoweekday() <= 3)
        ):
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
        _call(desk, day, min(clock, 20 * 3600), number)
    if desk.chance(290):
        _enquiry(desk, day)
    if desk.chance(310):
        _evaluation(desk, day)


def _call(desk: Desk, day: date, second: int, number: int) -> None:
    agent, traits = desk.agent, desk.agent.traits
    inbound = desk.chance(260 if agent.team == "RENEW" else 90)
    answered = desk.chance(880 if inbound else traits.reach * 10)
    customer = desk.customer()
    identity = f"C{day:%y%m%d}-{agent.number[1:]}-{number:03d}"
    started = datetime.combine(day, time()) + timedelta(seconds=second)
    talk = max(12, desk.around(traits.talk, 60)) if answered else ""
    wait = max(2, desk.around(traits.quickness, 70)) if inbound and answered else ""
    bought = answered and _buys(desk, customer)
    disposition = "Sale" if bought else "Talked" if answered else "No answer"
    resolved = ("Y" if desk.chance(840) else "N") if inbound and answered else ""
    desk.records.calls.append(
        (
            identity, agent.number, "Inbound" if inbound else "Outbound", customer, "Y" if answered else "N", resolved,
            talk, wait, desk.random.choice(CAMPAIGNS), disposition, f"{started:%Y-%m-%d %H:%M:%S}",
        )
    )  # fmt: skip
    if bought:
        _order(desk, day, customer, identity)
    if answered:
        _aftermath(desk, day, customer, identity)


def _buys(desk: Desk, customer: str) -> bool:
    usual = BUYERS_IN_A_THOUSAND * (2 if customer in desk.regulars[-60:] else 1)
    return desk.chance(usual * desk.agent.traits.closing // 100)


def _order(desk: Desk, day: date, customer: str, call: str) -> None:
    desk.regulars.append(customer)
    identity = "O" + call[1:]
    amount = max(48_000, desk.around(AMOUNT * desk.agent.traits.value // 100, 75)) // 1000 * 1000
    cancelled = _later(desk, day, 3, 20) if desk.chance(12) else None
    paid = _later(desk, day, 2, 9)
    desk.records.orders.append(
        (
            identity, desk.agent.number, customer, _money(amount), desk.random.choice(PRODUCTS),
            paid if paid and not cancelled else "", cancelled or "", day,
        )
    )  # fmt: skip
    if not cancelled and desk.chance(38) and (refunded := _later(desk, day, 4, 45)):
        part = amount if desk.chance(400) else amount // 2000 * 1000
        desk.records.refunds.append(("R" + call[1:], identity, _money(part), refunded))


def _aftermath(desk: Desk, day: date, customer: str, call: str) -> None:
    traits = desk.agent.traits
    if desk.chance(150) and (answered := _later(desk, day, 0, 2)):
        score = _stars(desk, traits.liking)
        parts = (
            _stars(desk, traits.liking + 8),
            _stars(desk, traits.liking),
            _stars(desk, traits.liking - 6),
        )
        desk.records.surveys.append(("S" + call[1:], desk.agent.number, customer, score, *parts, answered))
    if desk.chance(traits.complaints) and (complained := _later(desk, day, 0, 6)):
        severity = "serious" if desk.chance(200) else "ordinary"
        row = ("K" + call[1:], desk.agent.number, customer, severity, desk.random.choice(CAUSES), complained)
        desk.records.complaints.append(row)


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


def _evaluation(desk: Desk, day: date) -> None:
    score = min(100, desk.around(desk.agent.traits.quality, 9))
    desk.records.evaluations.append((f"V{day:%y%m%d}-{desk.agent.number[1:]}", desk.agent.number, score, day))


def _later(desk: Desk, day: date, fewest: int, most: int) -> date | None:
    """A day some days on, or None where the story has not come that far."""
    later = day + timedelta(days=desk.random.randint(fewest, most))
    return later if later <= desk.until else None


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
