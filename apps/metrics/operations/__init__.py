"""Writes of metrics."""

from apps.metrics.operations.catalogue import install_catalogue
from apps.metrics.operations.changes import consume_all, consume_changes
from apps.metrics.operations.rebuild import Verification, rebuild_cells, verify_cells

__all__ = [
    "Verification",
    "consume_all",
    "consume_changes",
    "install_catalogue",
    "rebuild_cells",
    "verify_cells",
]
