"""Who works at the demo company, where, since when, and what each is like: plain data.

Days are told from the end of the story (`until`, yesterday): the joiner came 12 days before it, whatever day
it is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

NAME: Final = "Harbour Telesales"
TIME_ZONE: Final = "Asia/Hong_Kong"
CURRENCY: Final = "HKD"
SITES: Final = {"HK": "Hong Kong", "KH": "Kaohsiung"}
ENTITIES: Final = {"HK": "HK01", "KH": "KH01"}  # who employs the people of a site, as payroll calls it
SALES_PAY: Final = "Sales"  # payroll groups
STAFF_PAY: Final = "Office"
STAFF_COSTS: Final = "1100"
MONTHS: Final = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """A team of the story; `site` is a key of SITES, `leader` a name of LEADERS, `costs` a cost centre."""

    code: str
    name: str
    site: str
    leader: str
    costs: str


ROOT: Final = TeamPlan(code="SALES", name="Sales", site="HK", leader="Marcus Yeung", costs="4100")
TEAMS: Final = (
    TeamPlan(code="OUT-A", name="Outbound A", site="HK", leader="Daniel Ho", costs="4110"),
    TeamPlan(code="OUT-B", name="Outbound B", site="HK", leader="Vivian Kwong", costs="4120"),
    TeamPlan(code="RENEW", name="Renewals", site="KH", leader="Rita Lin", costs="4210"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What an agent is like, in percent of the team's usual (100) unless said otherwise."""

    dialling: int = 100  # calls a day
    reach: int = 50  # of a hundred dialled, answered
    closing: int = 100  # buyers of those reached
    value: int = 100  # amount of an order
    talk: int = 235  # seconds of a usual talk
    liking: int = 440  # hundredths: usual survey score
    quality: int = 89  # usual quality score
    complaints: int = 3  # per thousand talks
    quickness: int = 16  # seconds to answer
    drift: int = 0  # percentage points by which closing changes from month to month


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent of the story. `joined` and `left` in days before the end; `moved` = (days before, to team)."""

    number: str
    name: str
    team: str
    traits: Traits
    joined: int | None = None
    left: int | None = None
    moved: tuple[int, str] | None = None
    share: int = 100  # percent of full time
    story: str = ""

    def works_from(self, until: date) -> date:
        """The first day the agent works here."""
        return until - timedelta(days=self.joined) if self.joined is not None else date(2023, 3, 1)

    def works_until(self, until: date) -> date | None:
        """The first day the agent no longer works here, or None."""
        return until - timedelta(days=self.left) if self.left is not None else None


def _crew(team: str, first: int, *people: tuple[str, Traits]) -> tuple[Agent, ...]:
    return tuple(
        Agent(number=f"E{first + index}", name=name, team=team, traits=traits)
        for index, (name, traits) in enumerate(people)
    )


OUTBOUND_A: Final = (
    *_crew(
        "OUT-A",
        1001,
        ("Amy Lau", Traits(dialling=99, closing=110, value=106, liking=452, quality=88, quickness=15)),
        ("Karen Tse", Traits(dialling=100, closing=124, value=112, liking=458, quality=93, quickness=12)),
        ("Priya Nair", Traits(dialling=104, closing=118, value=103, liking=455, quality=92, quickness=13)),
        ("Wilson Chan", Traits(dialling=97, closing=117, value=105, liking=449, quality=91, quickness=14)),
        ("Carmen Ng", Traits(dialling=96, closing=108, value=101, liking=447, quality=85, quickness=15)),
        ("Ken Fong", Traits(dialling=101, closing=103, value=104, liking=444, quality=89, quickness=16)),
        ("Mandy Cheung", Traits(dialling=98, closing=98, value=102, liking=446, quality=91, quickness=16)),
        ("Raymond So", Traits(dialling=92, closing=99, value=93, liking=450, quality=90, quickness=18)),
        ("Ivan Lee", Traits(dialling=93, closing=95, value=97, liking=441, quality=88, quickness=19)),
        (
            "Elsa Kwan",
            Traits(dialling=90, closing=86, value=92, liking=433, quality=82, complaints=7, quickness=22),
        ),
    ),
    Agent(
        number="E1011",
        name="Jason Yip",
        team="OUT-A",
        traits=Traits(
            dialling=230, reach=44, closing=18, value=88, talk=128, liking=421, quality=84, complaints=9
        ),
        story="dials blindly: many calls, few buyers",
    ),
    Agent(
        number="E1012", name="Liu Peng", team="OUT-A", traits=Traits(closing=97), joined=12, story="joiner"
    ),
    Agent(
        number="E1013",
        name="Owen Tsui",
        team="OUT-A",
        traits=Traits(dialling=9, closing=800, value=112, liking=470),
        story="on a project: a handful of calls, so every ratio rests on a tiny sample",
    ),
)
OUTBOUND_B: Final = (
    *_crew(
        "OUT-B",
        1021,
        ("Tommy Lam", Traits(dialling=103, closing=114, value=108, liking=443, quality=90)),
        ("Hugo Fung", Traits(dialling=99, closing=104, value=101, liking=439, quality=88)),
        ("Stephen Mok", Traits(dialling=95, closing=101, value=99, liking=446, quality=91)),
        ("Grace Yuen", Traits(dialling=100, closing=97, value=98, liking=451, quality=92)),
        ("Peter Sham", Traits(dialling=94, closing=93, value=96, liking=436, quality=86)),
        ("Winnie Tang", Traits(dialling=98, closing=95, value=95, liking=444, quality=89)),
        ("Calvin Ng", Traits(dialling=91, closing=88, value=99, liking=437, quality=87)),
        ("Joyce Leung", Traits(dialling=102, closing=99, value=100, liking=442, quality=90)),
        ("Samuel Wong", Traits(dialling=88, closing=91, value=94, liking=431, quality=83, complaints=6)),
        ("Nicole Ma", Traits(dialling=97, closing=102, value=97, liking=448, quality=91)),
    ),
    Agent(
        number="E1031",
        name="Eric Hui",
        team="OUT-B",
        traits=Traits(closing=84, quality=85),
        left=64,
        story="leaver",
    ),
    Agent(
        number="E1032",
        name="Fiona Mak",
        team="OUT-B",
        traits=Traits(closing=106, value=102, liking=449),
        moved=(101, "OUT-A"),
        story="moved to Outbound A in the middle of a month",
    ),
    Agent(
        number="E1033",
        name="Kitty Law",
        team="OUT-B",
        traits=Traits(dialling=98, closing=105, liking=453, quality=92),
        share=60,
        story="part-time, three days in five",
    ),
    Agent(
        number="E1034",
        name="Terence Ip",
        team="OUT-B",
        traits=Traits(dialling=106, closing=90, value=93, quality=86),
    ),
)
RENEWALS: Final = _crew(
    "RENEW",
    1041,
    ("Helen Poon", Traits(dialling=96, closing=121, value=104, liking=461, quality=93, quickness=11)),
    ("陳怡君", Traits(dialling=98, closing=116, value=101, liking=459, quality=92, quickness=12)),
    ("林志豪", Traits(dialling=101, closing=108, value=99, liking=451, quality=90)),
    ("張雅婷", Traits(dialling=95, closing=111, value=103, liking=456, quality=91, quickness=12)),
    ("王建宏", Traits(dialling=93, closing=98, value=97, liking=442, quality=87)),
    ("Alice Huang", Traits(dialling=99, closing=104, value=100, liking=450, quality=90)),
    ("Jerry Wu", Traits(dialling=90, closing=95, value=96, liking=438, quality=86, quickness=21)),
    ("Cindy Hsu", Traits(dialling=97, closing=107, value=102, liking=454, quality=91)),
    ("Andy Kuo", Traits(dialling=94, closing=92, value=95, liking=435, quality=84, complaints=6)),
    ("Emily Chao", Traits(dialling=100, closing=100, value=98, liking=447, quality=89)),
    ("Vincent Tsai", Traits(dialling=92, closing=90, value=97, liking=440, quality=88)),
    ("Sophie Liao", Traits(dialling=103, closing=103, value=99, liking=448, quality=90)),
)
AGENTS: Final = (*OUTBOUND_A, *OUTBOUND_B, *RENEWALS)

LOAN: Final = ("E1034", "OUT-A", 46, 12)
"""Who is lent to which team, so many days before the end, for so many days."""

# (agent, days before the end of the first day, days long, kind)
LEAVES: Final = (
    ("E1006", 48, 9, "annual"),
    ("E1009", 18, 2, "sick"),
    ("E1024", 130, 84, "parental"),
    ("E1043", 75, 5, "annual"),
    ("E1022", 11, 2, "sick"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Someone with a role but without figures of their own."""

    number: str
    name: str
    role: str
    site: str = "HK"
    since: date = date(2022, 6, 1)


STAFF: Final = (
    Staff(number="E0901", name="Irene Chan", role="director"),
    Staff(number="E0902", name="Grace Cheng", role="hr"),
    Staff(number="E0903", name="Michael Wong", role="hr"),
    Staff(number="E0904", name="Sandy Kwok", role="steward"),
    Staff(number="E0905", name="Albert Yu", role="administrator"),
)
LEADERS: Final = (
    Staff(number="E0801", name="Marcus Yeung", role="manager"),
    Staff(number="E0802", name="Daniel Ho", role="manager"),
    Staff(number="E0803", name="Vivian Kwong", role="manager"),
    Staff(number="E0804", name="Rita Lin", role="manager", site="KH"),
)
