from django.apps import AppConfig

from apps.audit import verbs
from apps.people.verbs import VERBS


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"

    def ready(self) -> None:
        verbs.register(VERBS)
