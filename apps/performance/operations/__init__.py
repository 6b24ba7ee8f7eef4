"""What performance writes."""

from apps.performance.operations.boards import set_board
from apps.performance.operations.insights import find_insights, switch_for_team, tell_leaders, write_rule
from apps.performance.operations.snapshots import snapshot_month
from apps.performance.operations.wallboards import make_wallboard, revoke_wallboard

__all__ = [
    "find_insights",
    "make_wallboard",
    "revoke_wallboard",
    "set_board",
    "snapshot_month",
    "switch_for_team",
    "tell_leaders",
    "write_rule",
]
