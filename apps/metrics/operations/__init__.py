"""Writes of metrics."""

from apps.metrics.operations.catalogue import install_catalogue

__all__ = ["install_catalogue"]
