from django.apps import AppConfig

from apps.audit import verbs
from apps.incentives.notices import SENTENCES
from apps.incentives.verbs import PAY, VERBS
from apps.people.notices import register


class IncentivesConfig(AppConfig):
    name = "apps.incentives"
    label = "incentives"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
        verbs.register(VERBS, pay=PAY)
