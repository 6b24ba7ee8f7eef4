"""From the text of one cell to its value, or the code of what is wrong with it. Nothing is guessed."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from apps.people.choices import Role
from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST
from apps.people.names import name_key, tidy
from apps.people.roster.errors import BadCell

_DATE: Final = re.compile(
    r"(\d+)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"  # as a spreadsheet writes a day
)
_SPOILED: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

ROLES: Final[dict[Role, tuple[str, ...]]] = {
    Role.AGENT: (
        "agent", "sales agent", "telesales agent", "坐席", "座席", "客服", "专员", "專員", "销售", "銷售",
        "电销专员", "電銷專員",
    ),
    Role.MANAGER: (
        "manager", "leader", "team leader", "supervisor", "sales manager", "主管", "组长", "組長", "团队长",
        "團隊長", "经理", "經理", "销售经理", "銷售經理",
    ),
    Role.HR: ("hr", "human resources", "rewards", "人事", "人力资源", "人力資源"),
    Role.STEWARD: (
        "steward", "data steward", "数据管理员", "數據管理員", "数据专员", "數據專員", "資料管理員",
        "資料專員",
    ),
    Role.DIRECTOR: ("director", "总监", "總監", "销售总监", "銷售總監"),
    Role.ADMINISTRATOR: ("administrator", "admin", "系统管理员", "系統管理員", "管理员", "管理員"),
}  # fmt: skip
_ROLE_OF: Final = {name_key(alias): role for role, aliases in ROLES.items() for alias in aliases}


def read_text(text: str, *, limit: int) -> str:
    """Tidy text; refused when too long or with invisible characters."""
    if any(unicodedata.category(sign) in {"Cf", "Cc"} for sign in text.strip()):
        raise BadCell("hidden_characters")
    text = tidy(text)
    if len(text) > limit:
        raise BadCell("too_long", limit=limit)
    return text


def read_number(text: str) -> str:
    """An employee number stays text: 00123 keeps its zeros."""
    number = read_text(text, limit=40)
    if _SPOILED.fullmatch(number):
        raise BadCell("spoiled_number")
    return number


def read_date(text: str) -> date | None:
    """A date with its year first; empty is None. A day-first date could be month-first, so it is refused."""
    text = tidy(text)
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if not found:
        raise BadCell("not_a_date")
    year, month, day = found.groups()
    if len(year) != 4:
        raise BadCell("date_order" if len(day) == 4 else "short_year")
    try:
        value = date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadCell("not_a_date") from error
    if not CALENDAR_FIRST <= value <= CALENDAR_LAST:
        raise BadCell("outside_calendar")
    return value


def read_share(text: str) -> int:
    """Thousandths of full time: "50 %", "50" and "0.5" are 500; empty is full time. Up to 1 it is a ratio."""
    text = tidy(text)
    if not text:
        return 1000
    percent = text.endswith("%")
    try:
        value = Decimal(text.rstrip("%").strip())
    except InvalidOperation as error:
        raise BadCell("not_a_share") from error
    permille = value * (10 if percent or value > 1 else 1000) if value.is_finite() else Decimal(0)
    if permille != permille.to_integral_value() or not 0 < permille <= 1000:
        raise BadCell("not_a_share")
    return int(permille)


def read_roles(text: str) -> frozenset[Role]:
    """One role, or several with commas, semicolons or slashes between; empty is agent."""
    names = [name for name in re.split(r"[,;/、，；|]", text) if name.strip()]
    if not names:
        return frozenset({Role.AGENT})
    unknown = [name for name in names if name_key(name) not in _ROLE_OF]
    if unknown:
        raise BadCell("unknown_role")
    return frozenset(_ROLE_OF[name_key(name)] for name in names)
