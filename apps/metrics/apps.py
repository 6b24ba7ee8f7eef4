from django.apps import AppConfig

from apps.metrics.notices import SENTENCES
from apps.people.notices import register


class MetricsConfig(AppConfig):
    name = "apps.metrics"
    label = "metrics"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
