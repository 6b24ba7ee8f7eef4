from django.apps import AppConfig

from apps.coaching.notices import SENTENCES
from apps.people.notices import register


class CoachingConfig(AppConfig):
    name = "apps.coaching"
    label = "coaching"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
