"""What the operator of the machine decides, from the environment; policy is data and lives in the database.

DATABASE_URL, EMAIL_URL, STAFFEL_URL, STAFFEL_HOME, STAFFEL_SECRET_KEY, STAFFEL_LINK_KEY, STAFFEL_HOSTS,
STAFFEL_TIME_ZONE, STAFFEL_PROXIES, STAFFEL_SMS_URL, STAFFEL_SMS_KEY, STAFFEL_SMS_TEMPLATE, STAFFEL_PUSH_SERVICES,
STAFFEL_LOG and STAFFEL_LOG_LEVEL; none of them is needed for a start on one machine.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from staffel.database_url import parse_database_url
from staffel.embedded import EmbeddedServer, prepare
from staffel.home import ensure_home, home_path, secret_file
from staffel.logs import configure_structlog, logging_config
from staffel.mail_url import parse_mail_url
from staffel.sms_gateway import checked_gateway

PACKAGE = Path(__file__).resolve().parent
STAFFEL_HOME = home_path()
IS_EMBEDDED = not os.environ.get("DATABASE_URL")


EMBEDDED = EmbeddedServer(STAFFEL_HOME)
if IS_EMBEDDED:
    prepare(EMBEDDED)
DATABASE_URL = EMBEDDED.url if IS_EMBEDDED else os.environ["DATABASE_URL"]


def _secret_key() -> str:
    if given := os.environ.get("STAFFEL_SECRET_KEY"):
        return given
    ensure_home(STAFFEL_HOME)
    return secret_file(STAFFEL_HOME / "secret_key", make=lambda: secrets.token_urlsafe(50))


SECRET_KEY = _secret_key()
# Links are derived from a key of their own: it can be kept when the secret key is changed.
STAFFEL_LINK_KEY = (
    os.environ.get("STAFFEL_LINK_KEY")
    or hmac.new(SECRET_KEY.encode(), b"staffel.links", hashlib.sha256).hexdigest()
)

# Where people reach this Staffel; links in mails begin with it.
STAFFEL_URL = (
    os.environ.get("STAFFEL_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}"
).rstrip("/")
_public = urlsplit(STAFFEL_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname:
    raise ImproperlyConfigured(f"STAFFEL_URL must look like https://leads.example.com, not {STAFFEL_URL}")
IS_HTTPS = _public.scheme == "https"

DEBUG = False
ALLOWED_HOSTS = sorted(
    {_public.hostname, "localhost", "127.0.0.1", "[::1]", *os.environ.get("STAFFEL_HOSTS", "").split()}
)
CSRF_TRUSTED_ORIGINS = [STAFFEL_URL]
CSRF_FAILURE_VIEW = "staffel.web.lost.open_too_long"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "procrastinate.contrib.django",
    "staffel",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "staffel.web.limits.GuardSecrets",
    "staffel.web.lost.SayNotAllowed",
]
ROOT_URLCONF = "staffel.urls"
WSGI_APPLICATION = "staffel.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "staffel.web.house.partner_names",
            ],
            "builtins": [
                "staffel.web.tags",
                "staffel.web.house",
                "staffel.web.value_fields",
                "staffel.web.portal.beside",
                "staffel.web.tracks",
            ],
        },
    }
]

# No pool: a thread keeps its own connection, and web and worker have a bounded number of threads.
DATABASES = {"default": {**parse_database_url(DATABASE_URL), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
# Counts of attempts (rate limits) are shared by all processes on all machines; a lost row costs nothing.
# Room for many, so that nobody can push another's count out by making new ones.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staffel.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# The e-mail address is the name; accounts are made by invitation, never by signing up.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "staffel.web.adapter.Adapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who asks for a stranger's address sends nobody anything
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here; every other session of the person ends
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

USE_TZ = True
TIME_ZONE = os.environ.get("STAFFEL_TIME_ZONE") or "Europe/Berlin"
USE_I18N = True
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a form of 60 questions, each with its options
FORM_RENDERER = "staffel.web.forms.Renderer"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect, nothing to forget

# Without EMAIL_URL nothing is sent: mails are kept and can be read in the log of deliveries.
EMAIL_URL = os.environ.get("EMAIL_URL", "")
SENDS_MAIL = bool(EMAIL_URL)
if SENDS_MAIL:
    globals().update(parse_mail_url(EMAIL_URL))

# SMS by any gateway that takes an HTTP request; without an address there are none (channels/sms.py makes the request).
STAFFEL_SMS_URL, STAFFEL_SMS_TEMPLATE = checked_gateway(
    os.environ.get("STAFFEL_SMS_URL", ""), os.environ.get("STAFFEL_SMS_TEMPLATE", "")
)
STAFFEL_SMS_KEY = os.environ.get("STAFFEL_SMS_KEY", "")
# Push services besides those of the known browsers, as origins: "https://push.example.com".
STAFFEL_PUSH_SERVICES = os.environ.get("STAFFEL_PUSH_SERVICES", "").lower().split()

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # a link's secret must not leave in a Referer
X_FRAME_OPTIONS = "DENY"
# How many proxies of ours stand in front: the client's address is what the outermost of them wrote into
# X-Forwarded-For. Behind https there is one, since granian itself speaks http.
TRUSTED_PROXIES = int(os.environ.get("STAFFEL_PROXIES") or IS_HTTPS)
# Everything comes from here; styles may stand in attributes (a track's widths), scripts never in a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # actions defer by name; only the worker loads the tasks

LOGGING = logging_config(
    form=os.environ.get("STAFFEL_LOG", "text"), level=os.environ.get("STAFFEL_LOG_LEVEL", "INFO").upper()
)
configure_structlog()
