from django.apps import AppConfig

from apps.audit import verbs
from apps.intake.notices import SENTENCES
from apps.intake.verbs import VERBS
from apps.people.notices import register


class IntakeConfig(AppConfig):
    name = "apps.intake"
    label = "intake"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
        verbs.register(VERBS)
