"""Writes of metrics."""

from apps.metrics.operations.catalogue import install_catalogue
from apps.metrics.operations.changes import consume_all, consume_changes
from apps.metrics.operations.composing import compose_kpi, redefine_kpi, set_band, switch_kpi
from apps.metrics.operations.nightly import begin_check, finish_check
from apps.metrics.operations.rebuild import rebuild_cells
from apps.metrics.operations.verifying import Verification, verify_cells

__all__ = [
    "Verification",
    "begin_check",
    "compose_kpi",
    "consume_all",
    "consume_changes",
    "finish_check",
    "install_catalogue",
    "rebuild_cells",
    "redefine_kpi",
    "set_band",
    "switch_kpi",
    "verify_cells",
]
