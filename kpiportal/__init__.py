"""The project: settings, URLs, WSGI and the Celery application."""

from kpiportal.celery import app as celery_app

__all__ = ["celery_app"]
