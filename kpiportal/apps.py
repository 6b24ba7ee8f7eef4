from importlib import import_module

from django.apps import AppConfig


class KpiportalConfig(AppConfig):
    name = "kpiportal"

    def ready(self) -> None:
        """Hang the bells; they import models, which are there only now."""
        import_module("kpiportal.bells").hang_bells()
