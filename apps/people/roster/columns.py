"""Which column of a roster is which: names in English, 简体 and 繁體, in any case, width and spacing."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.people.names import name_key
from apps.people.refusals import Refusal

NUMBER, NAME, TEAM, LEADER, SITE, ROLE = "number", "name", "team", "leader", "site", "role"
FROM, TO, SHARE = "from", "to", "share"
LEGAL_ENTITY, PAYROLL_GROUP, COST_CENTRE = "legal_entity", "payroll_group", "cost_centre"

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    NUMBER: (
        "number", "no", "employee number", "employee no", "employee id", "staff number", "staff id",
        "agent id",
        "工号", "工號", "员工号", "員工編號", "员工编号", "坐席工号", "座席工號", "专员代号", "專員代號",
    ),
    NAME: (
        "name", "employee", "employee name", "full name", "agent", "agent name", "sales agent",
        "姓名", "名字", "员工姓名", "員工姓名", "坐席姓名", "座席姓名", "专员姓名", "專員姓名",
    ),
    TEAM: ("team", "team name", "group", "团队", "團隊", "小组", "小組", "组别", "組別", "班组", "班組"),
    LEADER: (
        "leader", "team leader", "manager", "supervisor", "reports to",
        "主管", "组长", "組長", "团队长", "團隊長", "经理", "經理", "上级", "上級",
    ),
    SITE: (
        "site", "office", "location", "branch", "regional office",
        "地点", "地點", "据点", "據點", "职场", "職場", "办公地点", "辦公地點", "分公司",
    ),
    ROLE: ("role", "position", "job", "job title", "角色", "职位", "職位", "岗位", "崗位", "职务", "職務"),
    FROM: (
        "from", "start", "starts", "start date", "hire date", "since", "valid from",
        "从", "從", "自", "开始", "開始", "开始日期", "開始日期", "入职", "入職", "入职日期", "入職日期",
    ),
    TO: (
        "to", "until", "end", "ends", "end date", "last day", "leave date", "valid to",
        "至", "到", "结束", "結束", "结束日期", "結束日期", "离职", "離職", "离职日期", "離職日期",
    ),
    SHARE: ("share", "fte", "fte %", "part time", "工时比例", "工時比例", "用工比例"),
    LEGAL_ENTITY: ("legal entity", "entity", "company", "法人", "公司主体", "公司主體"),
    PAYROLL_GROUP: ("payroll group", "pay group", "薪资组", "薪資組", "薪酬组", "薪酬組"),
    COST_CENTRE: ("cost centre", "cost center", "成本中心"),
}  # fmt: skip

_PUNCTUATION: Final = re.compile(r"[\s_\-./:：()（）*]+")


class ColumnTwice(Refusal):
    """Two columns with one meaning cannot be told apart."""

    sentence = _("Two columns of the file mean the same: %(first)s and %(second)s. Remove one of them.")
    field = "file"


class ColumnMissing(Refusal):
    """A roster names people."""

    sentence = _(
        "The file has no column with names. Columns found: %(found)s."
        " Name one of them “name” (or 姓名, sales_agent)."
    )
    field = "file"


def _plain(header: str) -> str:
    return _PUNCTUATION.sub("", name_key(header))


_MEANING: Final = {_plain(alias): column for column, aliases in ALIASES.items() for alias in aliases}


def match_columns(headers: list[str]) -> tuple[dict[str, int], list[str]]:
    """The position of each known column, and the headers that mean nothing here."""
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, header in enumerate(headers):
        column = _MEANING.get(_plain(header))
        if column is None:
            unknown += [header] if header.strip() else []
        elif column in places:
            raise ColumnTwice(first=headers[places[column]], second=header)
        else:
            places[column] = place
    if NAME not in places:
        raise ColumnMissing(found=", ".join(header for header in headers if header.strip()))
    return places, unknown
