from django.apps import AppConfig

from apps.audit import verbs
from apps.metrics.notices import SENTENCES
from apps.metrics.verbs import VERBS
from apps.people.notices import register


class MetricsConfig(AppConfig):
    name = "apps.metrics"
    label = "metrics"

    def ready(self) -> None:
        verbs.register(VERBS)
        for code, sentence in SENTENCES.items():
            register(code, sentence)
