from django.apps import AppConfig

from apps.audit import verbs
from apps.goals.notices import SENTENCES
from apps.goals.verbs import VERBS
from apps.people.notices import register


class GoalsConfig(AppConfig):
    name = "apps.goals"
    label = "goals"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
        verbs.register(VERBS)
