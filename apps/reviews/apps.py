from django.apps import AppConfig

from apps.audit import verbs
from apps.people.notices import register
from apps.reviews.notices import SENTENCES
from apps.reviews.verbs import VERBS


class ReviewsConfig(AppConfig):
    name = "apps.reviews"
    label = "reviews"

    def ready(self) -> None:
        for code, sentence in SENTENCES.items():
            register(code, sentence)
        verbs.register(VERBS)
