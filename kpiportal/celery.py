"""The Celery application. Celery is only the doorbell: the database holds every fact about a job."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiportal.settings")

app = Celery("kpiportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
