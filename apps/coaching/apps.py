from django.apps import AppConfig

from apps.audit import verbs
from apps.coaching.notices import SENTENCES, topic_words
from apps.coaching.verbs import VERBS
from apps.people.notices import register


class CoachingConfig(AppConfig):
    name = "apps.coaching"
    label = "coaching"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence, topic=topic_words)
        verbs.register(VERBS)
