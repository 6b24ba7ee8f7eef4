"""The Celery application. Celery is only the doorbell: the database holds every fact about a job."""

import os

from celery import Celery
from celery.signals import beat_embedded_init, worker_process_init
from kombu.transport import TRANSPORT_ALIASES

from kpiportal.orphans import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiportal.settings")

# kombu's own writes a message in place, where a reader may see half of it.
TRANSPORT_ALIASES["filesystem"] = "kpiportal.broker:Transport"

app = Celery("kpiportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
@beat_embedded_init.connect
def follow_the_worker(**_kwargs: object) -> None:
    """The pool's and the scheduler's process end with the worker, also when it is killed."""
    exit_with_parent()
