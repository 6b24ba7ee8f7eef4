"""Writes of metrics."""

from apps.metrics.operations.catalogue import install_catalogue
from apps.metrics.operations.changes import consume_all, consume_changes
from apps.metrics.operations.nightly import begin_check, finish_check
from apps.metrics.operations.rebuild import rebuild_cells
from apps.metrics.operations.verifying import Verification, verify_cells

__all__ = [
    "Verification",
    "begin_check",
    "consume_all",
    "consume_changes",
    "finish_check",
    "install_catalogue",
    "rebuild_cells",
    "verify_cells",
]
