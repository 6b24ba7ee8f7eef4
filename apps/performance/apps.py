from django.apps import AppConfig

from apps.audit import verbs
from apps.performance.verbs import VERBS


class PerformanceConfig(AppConfig):
    name = "apps.performance"
    label = "performance"

    def ready(self) -> None:
        verbs.register(VERBS)
