from django.apps import AppConfig

from apps.audit import verbs
from apps.intake.verbs import VERBS


class IntakeConfig(AppConfig):
    name = "apps.intake"
    label = "intake"

    def ready(self) -> None:
        verbs.register(VERBS)
