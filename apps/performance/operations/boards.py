"""Setting what a team's agents see of their leaderboard."""

from datetime import datetime

from django.db import transaction

from apps.audit import operations as audit
from apps.metrics.models import Kpi
from apps.people.models import Team, User
from apps.performance.choices import BoardBasis, BoardShow
from apps.performance.models import BoardSetting
from apps.performance.refusals import BoardNeedsKpi, CounterweightIsSame


@transaction.atomic
def set_board(
    *,
    team: Team,
    show: BoardShow,
    basis: BoardBasis,
    kpi: Kpi | None = None,
    counterweight: Kpi | None = None,
    by: User,
    at: datetime,
) -> BoardSetting:
    """Set the leaderboard of a team and of those below without a setting of their own.

    Refusals: `BoardNeedsKpi`, `CounterweightIsSame`.
    """
    if basis != BoardBasis.KPI:
        kpi = counterweight = None
    elif kpi is None:
        raise BoardNeedsKpi
    if counterweight is not None and (counterweight == kpi or counterweight.is_volume):
        raise CounterweightIsSame
    row = BoardSetting.objects.select_for_update().filter(team=team).first()
    before = _content(row)
    values = {"show": show, "basis": basis, "kpi": kpi, "counterweight": counterweight}
    row, _made = BoardSetting.objects.update_or_create(team=team, defaults=values)
    if before != _content(row):
        audit.record(verb="board.set", subject=team, by=by, at=at, before=before, after=_content(row))
    return row


def _content(row: BoardSetting | None) -> dict[str, str | None]:
    if row is None:
        return {}
    return {
        "show": str(row.show),
        "basis": str(row.basis),
        "kpi": row.kpi.code if row.kpi else None,
        "counterweight": row.counterweight.code if row.counterweight else None,
    }
