"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from kpiportal.orphans import exit_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpiportal.settings")

# The web server's workers outlive a server that was killed with `kill -9`; run.py asks for this.
if os.environ.get("KPIPORTAL_EXIT_WITH_PARENT") == "1":
    exit_with_parent()

application = get_wsgi_application()
