"""Settings. Everything that differs between installations comes from the environment."""

import os
from datetime import timedelta

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kpiportal.paths import BASE_DIR, home, secret_key
from kpiportal.schedule import beat_schedule

HOME = home()
DEBUG = os.environ.get("KPIPORTAL_DEBUG") == "1"
SECRET_KEY = os.environ.get("KPIPORTAL_SECRET_KEY") or secret_key(HOME / "secret.key")
ALLOWED_HOSTS = os.environ.get("KPIPORTAL_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("KPIPORTAL_ORIGINS", "").split()
HTTPS = os.environ.get("KPIPORTAL_HTTPS") == "1"

INSTALLED_APPS = [
    "apps.people.adminapp.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "heroicons",
    "csp",
    "apps.audit",
    "apps.people",
    "apps.intake",
    "apps.metrics",
    "apps.goals",
    "apps.performance",
    "apps.incentives",
    "apps.coaching",
    "apps.reviews",
    "apps.portal",
    "kpiportal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpiportal.sign_in.SignInRequired",
    "kpiportal.addresses.SaneAddresses",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kpiportal.urls"
WSGI_APPLICATION = "kpiportal.wsgi.application"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["apps.portal.signing_in.SignedInBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{HOME / 'kpiportal.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction takes the lock at its start, so that it waits instead of failing half-way.
    # The page cache stays small, as each web process has its own; WAL lets readers go on beside a writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;"
            "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;"
        ),
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("application_name", "kpiportal")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Language and time. Instants are stored in UTC; the organisation's own zone decides which day it is.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("zh-hant", _("Traditional Chinese")),
    ("zh-hans", _("Simplified Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
if HTTPS:
    # Behind a proxy that ends TLS and sets X-Forwarded-Proto itself.
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())

# Uploads: streamed to disk above 2.5 MB (Django's default); the form fields beside them stay small.
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The batch machine (apps/intake/tuning.py): how long a worker may be silent, and how much of a file is one
# transaction.
INTAKE_FOLDERS = os.environ.get("KPIPORTAL_FOLDERS") or str(HOME / "inbox")
INTAKE_LEASE_SECONDS = int(os.environ.get("INTAKE_LEASE_SECONDS", "30"))
INTAKE_BLOCK_BYTES = int(os.environ.get("INTAKE_BLOCK_BYTES", str(3 * 1024 * 1024)))

REST_FRAMEWORK = {
    # The token first: who is not signed in then gets 401, not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.people.api.authentication.TokenSignIn",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_THROTTLE_RATES": {"token-address": "20/min", "token-name": "5/min"},
    # A client's own X-Forwarded-For is believed only where a proxy of ours writes it.
    "NUM_PROXIES": 1 if HTTPS else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "KPI Portal",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "Standing": "apps.performance.choices.Standing.choices",
        "RunState": "apps.incentives.choices.RunState.choices",
        "BatchState": "apps.intake.choices.BatchState.choices",
        "OpenOrClosed": "apps.reviews.choices.ReviewState.choices",
        "ActionState": "apps.reviews.choices.ActionState.choices",
        "KpiDirection": "apps.metrics.choices.KpiDirection.choices",
    },
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# Mail: to the log unless an installation names another of Django's backends.
EMAIL_BACKEND = os.environ.get("KPIPORTAL_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("KPIPORTAL_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("KPIPORTAL_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("KPIPORTAL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KPIPORTAL_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KPIPORTAL_EMAIL_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("KPIPORTAL_EMAIL_FROM", "kpi-portal@localhost")

DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# Celery is only the doorbell (docs/decisions/0003-doorbell.md); the filesystem broker needs no server.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost"
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("KPIPORTAL_QUEUE", "kpiportal")
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a request never waits for a broker that is down: the schedule rings again
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "UTC"
if CELERY_BROKER_URL.startswith("filesystem"):
    BROKER_FOLDER = HOME / "broker"
    for _name in ("messages", "control"):
        (BROKER_FOLDER / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
elif CELERY_BROKER_URL.startswith("redis"):
    # Longer than the longest task: a task still at work must not be handed out a second time.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": int(timedelta(hours=6).total_seconds()),
        "socket_connect_timeout": 2,
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A watcher that asks every second while no worker is there would fill the log with its own questions.
    "filters": {"no_healthz": {"()": "kpiportal.logs.NotAboutHealth"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("KPIPORTAL_LOG", "WARNING")},
    # Django's own handlers are for DEBUG and e-mail; everything goes to the process's log instead.
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.request": {"filters": ["no_healthz"]},
    },
}
