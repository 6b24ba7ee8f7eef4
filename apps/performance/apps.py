from django.apps import AppConfig

from apps.audit import verbs
from apps.people.notices import register
from apps.performance.notices import SENTENCES
from apps.performance.verbs import VERBS


class PerformanceConfig(AppConfig):
    name = "apps.performance"
    label = "performance"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
        verbs.register(VERBS)
