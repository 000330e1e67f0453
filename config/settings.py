"""Settings, from the environment; a new machine needs none of them.

In production (`QIUDU_ENV=production`) the defaults that make a demonstration easy are refused.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import production
from config.servers import places

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

ENVIRONMENT = env("QIUDU_ENV", default="demonstration")
if ENVIRONMENT not in {"demonstration", "production"}:
    raise ImproperlyConfigured("QIUDU_ENV is either demonstration or production.")
IS_DEMONSTRATION = ENVIRONMENT == "demonstration"
IS_PRODUCTION = ENVIRONMENT == "production"
SECRET_KEY = env("SECRET_KEY", default="") or production.DEMONSTRATION_SECRET_KEY
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
if IS_PRODUCTION:
    production.refuse_unsafe(secret_key=SECRET_KEY, debug=DEBUG, allowed_hosts=ALLOWED_HOSTS)
# Whoever holds this key knows which declarations will be drawn for a check.
DRAW_KEY = env("DRAW_KEY", default="") or SECRET_KEY
# Where people reach this site; certificates print it.
SITE_ADDRESS = env("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "enterprises",
    "blacklist",
    "lab",
    "inspections",
]

MIDDLEWARE = [
    "config.security.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.security.KeepableTextMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "enterprises.context.shell",
            ],
        },
    },
]

# Without addresses from the environment the embedded servers of `manage.py up` are meant.
RUN_DIR = places.run_folder(BASE_DIR)
USES_EMBEDDED_DATABASE = "DATABASE_URL" not in env.ENVIRON
USES_EMBEDDED_REDIS = "REDIS_URL" not in env.ENVIRON
DATABASE_URL = env("DATABASE_URL", default=places.database_url(RUN_DIR, role=places.RUNTIME_ROLE))
DATABASE_OWNER_URL = env(
    "DATABASE_OWNER_URL",
    default=places.database_url(RUN_DIR, role=places.OWNER_ROLE) if USES_EMBEDDED_DATABASE else "",
)
RUNTIME_ROLE = env.db_url_config(DATABASE_URL)["USER"]
# The owner migrates; all else is done by a role that owns nothing.
ACTS_AS_OWNER = env("QIUDU_ROLE", default="runtime") == "owner"
if ACTS_AS_OWNER and not DATABASE_OWNER_URL:
    raise ImproperlyConfigured(
        "DATABASE_OWNER_URL must name the role that owns the tables; it is not the role of DATABASE_URL."
    )
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_OWNER_URL if ACTS_AS_OWNER else DATABASE_URL),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}
CELERY_BROKER_URL, _CACHE_URL = places.broker_and_cache(
    env("REDIS_URL", default=places.redis_url(RUN_DIR))
)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
        "OPTIONS": {
            # A lost cache is noticed at once instead of being waited for, page by page.
            "socket_connect_timeout": 2,
            "socket_timeout": 2,
            "retry": Retry(NoBackoff(), retries=1),
        },
    },
}

AUTH_USER_MODEL = "enterprises.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Production is reached through TLS; a proxy in front says so in X-Forwarded-Proto.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"
# The form of a declaration with as many lines as it may have.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "enterprises.views.errors.csrf_failure"

FILTERS_EMPTY_CHOICE_LABEL = _("Any")

# Who furnishes the pages: navigation, unread messages, the place and the person.
SHELL_PROVIDER = "inspections.shell.shell_for"
# How long registrations last and when firms are reminded.
TERMS_PROVIDER = "blacklist.selectors.terms.terms_on"
# Counts the declarations of a firm that passed in a row; who leaves the black list is asked for it.
PASSED_IN_A_ROW = "inspections.selectors.conduct.passed_in_a_row"
# Whom the log-in page of a demonstration offers.
ACCOUNTS_PROVIDER = "inspections.demo.accounts.demonstration_accounts"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
MEDIA_ROOT = VAR_DIR / "media"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Mail is printed in the demonstration; `smtp+tls://user:password@host:587` sends it.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="Qiudu <noreply@localhost>")
EMAIL_TIMEOUT = 10  # seconds

# Every process speaks to its standard error; who runs it keeps the log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(process)d] %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

# Nothing is open unless its view names a door; `config.api_errors` is the one form of refusals.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "enterprises.authentication.ScopedTokenAuthentication",
        "enterprises.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["enterprises.api.doors.ByDoor"],
    "DEFAULT_PARSER_CLASSES": ["enterprises.api.parsing.KeepableJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "enterprises.api.pages.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["enterprises.api.filters.NamedFilters"],
    "DEFAULT_SCHEMA_CLASS": "enterprises.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": [
        "enterprises.api.throttles.PersonThrottle",
        "enterprises.api.throttles.AnonymousThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "person": env("API_RATE_PERSON", default="1200/min"),
        "anonymous": env("API_RATE_ANONYMOUS", default="120/min"),
        "verification": env("API_RATE_VERIFICATION", default="30/min"),
    },
    # How many proxies of our own stand in front; what others write into the header is not believed.
    "NUM_PROXIES": env.int("PROXIES", default=0),
    "EXCEPTION_HANDLER": "config.api_errors.answer",
    "COERCE_DECIMAL_TO_STRING": True,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Qiudu",
    "DESCRIPTION": "Inspection management and fast release for export fur.",
    "VERSION": "1",
    "OAS_VERSION": "3.0.3",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
    # A name of its own for each set of words, which no other set can change.
    "ENUM_NAME_OVERRIDES": {
        "RegistrationState": "enterprises.states.RegistrationState",
        "RegistrationStanding": "enterprises.states.RegistrationStanding",
        "EnterpriseKind": "enterprises.states.EnterpriseKind",
        "AssessmentState": "enterprises.states.AssessmentState",
        "Checklist": "enterprises.states.Checklist",
        "ItemFinding": "enterprises.states.ItemFinding",
        "DocumentKind": "enterprises.states.DocumentKind",
        "RectificationState": "enterprises.states.RectificationState",
        "DyehouseFilingState": "enterprises.states.DyehouseFilingState",
        "NoticeKind": "enterprises.states.NoticeKind",
        "NoticeState": "enterprises.states.NoticeState",
        "AudienceGround": "enterprises.states.AudienceGround",
        "AgentAuthorisationState": "enterprises.states.AgentAuthorisationState",
        "MembershipRole": "enterprises.states.MembershipRole",
        "Species": "enterprises.states.Species",
        "Process": "enterprises.states.Process",
        "Product": "enterprises.states.Product",
        "Wearer": "enterprises.states.Wearer",
        "Contact": "enterprises.states.Contact",
        "Regime": "enterprises.states.Regime",
        "ListKind": "blacklist.states.ListKind",
        "LotState": "lab.states.LotState",
        "LotForm": "lab.states.LotForm",
        "LedgerKind": "lab.states.LedgerKind",
        "Ground": "lab.states.Ground",
        "RuleSetState": "inspections.states.RuleSetState",
        "SampleState": "lab.states.SampleState",
        "SamplePurpose": "lab.states.SamplePurpose",
        "SampleSubject": "lab.states.SampleSubject",
        "Part": "lab.states.Part",
        "Basis": "lab.states.Basis",
        "ObligationState": "lab.states.ObligationState",
        "MonitoringRole": "lab.states.MonitoringRole",
        "DeclarationState": "inspections.states.DeclarationState",
        "TradeMode": "inspections.states.TradeMode",
        "Transport": "inspections.states.Transport",
        "PackageKind": "inspections.states.PackageKind",
        "LimitOperator": "inspections.states.LimitOperator",
        "Outcome": "inspections.states.Outcome",
        "Path": "inspections.states.Path",
        "HoldKind": "inspections.states.HoldKind",
        "HoldEnd": "inspections.states.HoldEnd",
        "CheckKind": "inspections.states.CheckKind",
        "FindingStatus": "inspections.states.FindingStatus",
        "CertificateState": "inspections.states.CertificateState",
        "ImpactCaseState": "inspections.states.ImpactCaseState",
        "ImpactOutcome": "inspections.states.ImpactOutcome",
    },
}
