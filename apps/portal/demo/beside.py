"""What stands beside the demo company's story: time at work, promises, lines and markets of orders, a study.

Drawn from generators of its own, so that calls, orders and all that follows from them stay as they are.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from apps.portal.demo.company import ROOT, TEAMS, Agent
from apps.portal.demo.days import workdays
from apps.portal.demo.story import Story

Row = tuple[object, ...]
PRODUCTS: Final = ("Broadband 1000", "Home Fibre Plus", "Mobile 5G", "Mobile Family", "Care Pack")
BRAND: Final = "brand_reputation"
PROMISED: Final = 90  # of a thousand talks without an order
NEW_MARKET_DAYS: Final = 150  # before the end the first order in the new market may have come
BLIND: Final = 140  # percent of the usual dialling: who dials so much keeps few promises
KEPT: Final = {True: 480, False: 890}  # of a thousand promises, by whether the agent dials blindly


def of_call(random: Random, *, inbound: bool, answered: bool) -> tuple[object, object]:
    """Seconds of work after the call, and whether the caller gave up."""
    wrap_up = random.randint(8, 75) if answered else ""
    if not inbound:
        return wrap_up, ""
    return wrap_up, "N" if answered or random.randrange(100) < 30 else "Y"


def scenario(team: str, *, inbound: bool, regular: bool) -> str:
    """What the call is for."""
    if inbound:
        return "Care"
    if team == "RENEW":
        return "Renewal"
    return "Repeat" if regular else "First contact"


def session(random: Random, *, agent_number: str, day: date) -> Row:
    """A working day: about eight hours logged in, an hour of it on break."""
    return (agent_number, 28_800 + random.randint(-1_500, 1_200), random.randint(2_900, 4_300), day)


def promise(random: Random, agent: Agent, call: str, customer: str, days: tuple[date, date]) -> Iterator[Row]:
    """Sometimes a callback is promised in a talk without an order: until when, and when it was done."""
    day, until = days
    if random.randrange(1000) >= PROMISED:
        return
    due = day + timedelta(days=random.randint(1, 4))
    roll = random.randrange(1000)
    kept = KEPT[agent.traits.dialling > BLIND]
    late = timedelta(days=random.randint(1, 3))
    done: date | None = due if roll < kept else due + late
    if roll >= kept + (1000 - kept) // 2 or (done is not None and done > until):
        done = None
    yield ("F" + call[1:], agent.number, customer, due, done or "", call, day)


def market_of(random: Random, team: str, before_end: int) -> str:
    """Where the customer lives; the new market is sold to since a few months."""
    if team == "RENEW":
        return "Taiwan"
    is_new = random.randrange(100) < 9
    return "Macau" if is_new and before_end <= NEW_MARKET_DAYS else "Hong Kong"


def lines_of(random: Random, order: str, product: str, day: date) -> Iterator[Row]:
    """The product of the order, and sometimes another one with it."""
    yield (order, 1, product, 1, day)
    if random.randrange(100) < 28:
        others = [other for other in PRODUCTS if other != product]
        yield (order, 2, random.choice(others), random.choice((1, 1, 2)), day)


def brand_study(story: Story) -> Iterator[Row]:
    """What the yearly study of the brand says of each team, told on the last working day of each week."""
    random = Random(f"{BRAND}:{story.first}")
    for number, plan in enumerate((ROOT, *TEAMS)):
        value = 640 + 15 * number
        for day in workdays(story.first, story.until):
            if day.isoweekday() == 5 or day == story.until:
                value = max(500, min(850, value + random.randint(-12, 13)))
                yield (plan.code, f"{value // 10}.{value % 10}", day)
