"""Settings of the test run: the real ones in a home of their own, strict about templates."""

import os
import tempfile
from pathlib import Path

# Before the real settings are read: they make folders in the home.
TEST_HOME = Path(tempfile.mkdtemp(prefix="kpiportal-test-"))
os.environ["KPIPORTAL_HOME"] = str(TEST_HOME)
os.environ.setdefault("KPIPORTAL_HOSTS", "localhost 127.0.0.1 [::1] testserver")

from kpiportal.settings import *  # noqa: E402, F403
from kpiportal.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.undefined import FailOnUndefined  # noqa: E402

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = FailOnUndefined()  # type: ignore[index]

# A file, not memory: threads of a race test need connections of their own, as in production.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False

# Static files as they lie in the source: no collectstatic, no manifest.
(TEST_HOME / "static").mkdir()  # WhiteNoise warns where its folder is missing
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests call tasks themselves, or start a worker process: nothing runs behind their back.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
