"""Settings: one file, typed readers of the environment, no secret in the code."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import Any

from hemei.project import embedded, environment, locations

BASE = locations.PACKAGE
STATE = locations.state_folder()

# --- which copy is this -----------------------------------------------------------------------
TESTING = environment.flag("HEMEI_TESTING", default=False)
DEMO = environment.flag("HEMEI_DEMO", default=False)
DEBUG = False
CITY = environment.text("HEMEI_CITY", environment.CITY)
STANDARDS_CITY = environment.text("HEMEI_STANDARDS", environment.STANDARDS_CITY)
EVENTS_PAGE = locations.shipped("docs") / "events.md"
STANDARDS_FOLDER = environment.folder("HEMEI_STANDARDS_FOLDER", locations.shipped("standards"))


# --- database ---------------------------------------------------------------------------------
# `default` is the application's role, held by row-level security; `owner` migrates, verifies and
# backs up. Without an address both are roles of the embedded server of this copy.
CLUSTER = "test" if TESTING else "main"
_app = environment.database("HEMEI_DATABASE_URL")
_owner = environment.database("HEMEI_OWNER_DATABASE_URL")
EMBEDDED = _app is None
OWNER_KNOWN = EMBEDDED or _owner is not None
THREADS = environment.whole("HEMEI_THREADS", 4, least=1, most=64)
WORKERS = environment.whole("HEMEI_WORKERS", 2, least=1, most=64)


def _database(settings: dict[str, Any], *, pooled: bool) -> dict[str, Any]:
    options: dict[str, Any] = {**settings["OPTIONS"], "application_name": "hemei"}
    if pooled:
        options["server_side_binding"] = True
    if pooled and not TESTING:
        options["pool"] = {"min_size": 1, "max_size": THREADS + 1, "timeout": 10}
        options["prepare_threshold"] = 3
    return {
        **settings,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": options,
    }


DATABASES = {
    "default": _database(_app or embedded.connection(CLUSTER, embedded.APP), pooled=True),
    "owner": _database(
        _owner or (embedded.connection(CLUSTER, embedded.OWNER) if EMBEDDED else _app or {}), pooled=False
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- secrets ----------------------------------------------------------------------------------
def _kept_secret(variable: str, file_name: str) -> str:
    """Read a secret; an embedded copy makes its own once and keeps it in its private folder."""
    value = environment.secret(variable)
    if value:
        return value
    if not EMBEDDED:
        raise environment.ConfigurationError(f"{variable} is not set. Set it or {variable}_FILE to a secret.")
    path = STATE / "keys" / file_name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)  # the first of several starting processes wins, whole or not at all
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _kept_secret("HEMEI_SECRET_KEY", "secret-key")
VAULT_KEY = _kept_secret("HEMEI_VAULT_KEY", "vault-key")
# Former keys open what was locked before; `hemei keys rotate` locks it anew, and then they may go.
VAULT_KEYS_BEFORE = environment.secret("HEMEI_VAULT_KEY_BEFORE").replace(",", " ").split()
VAULT_CIPHER = environment.choice("HEMEI_VAULT_CIPHER", "aes-256-gcm", ("aes-256-gcm", "sm4-gcm"))
MEDIA = environment.folder("HEMEI_MEDIA", STATE / ("media-test" if TESTING else "media"))
# Keys of what is exchanged with other departments: ours, one file a key; theirs, one key set a department.
EXCHANGE_KEYS = environment.folder(
    "HEMEI_EXCHANGE_KEYS", STATE / "keys" / ("exchange-test" if TESTING else "exchange")
)
EXCHANGE_PARTNERS = environment.folder(
    "HEMEI_EXCHANGE_PARTNERS", STATE / "keys" / ("partners-test" if TESTING else "partners")
)
PUBLISHED = environment.folder("HEMEI_PUBLISHED", STATE / ("published-test" if TESTING else "published"))

# --- applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    "hemei.ui",
    "hemei.ground.records",
    "hemei.ground.clocks",
    "hemei.ground.places",
    "hemei.ground.people",
    "hemei.ground.privacy",
    "hemei.ground.companies",
    "hemei.leadership.duties",
    "hemei.leadership.policy",
    "hemei.leadership.party",
    "hemei.leadership.volunteering",
    "hemei.community.meetings",
    "hemei.community.voting",
    "hemei.community.committees",
    "hemei.community.ledgers",
    "hemei.community.purses",
    "hemei.community.funds",
    "hemei.community.deliberation",
    "hemei.coordination.offices",
    "hemei.coordination.cases",
    "hemei.coordination.boards",
    "hemei.coordination.hotline",
    "hemei.coordination.patrols",
    "hemei.coordination.disclosure",
    "hemei.oversight.mediation",
    "hemei.oversight.renewal",
    "hemei.oversight.assessment",
    "hemei.oversight.honours",
    "hemei.oversight.credit",
    "hemei.faces.portal",
    "hemei.faces.cockpit",
    "hemei.faces.quality",
    "hemei.faces.open311",
    "hemei.faces.notices",
    "hemei.faces.api",
    "hemei.project",
]
MIDDLEWARE = [
    "hemei.project.middleware.RequestLog",
    "hemei.project.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hemei.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hemei.ground.people.middleware.ActorMiddleware",
]
ROOT_URLCONF = "hemei.project.urls"
WSGI_APPLICATION = "hemei.project.wsgi.application"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TEMPLATES = [
    {
        "NAME": language,
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "hemei.ui.jinja.environment", "language": language},
    }
    for language, _ in LANGUAGES
]
AS_OF_PAGES = "hemei.faces.portal.past.PAGES"  # pages that show a past day where the address names one
API = "hemei.project.api"  # where our API is put together; the first call loads it
SITE = "hemei.faces.portal.site.site"  # names, menu and account around every page
HOLDINGS = ("hemei.coordination.cases.queries.still_held",)  # what a body to be dissolved still has to do
# Whether the records show that the work of a duty is done, asked of each before its result is handed in.
MEETING_GUARDS = ("hemei.community.deliberation.services.may_task",)  # what a meeting may make a task of
DUTY_PROOFS = (
    "hemei.faces.quality.queries.fix_done",
    "hemei.community.committees.queries.settled_by_act",
    "hemei.oversight.renewal.queries.settled_by_act",
    "hemei.coordination.boards.queries.settled_by_act",
    "hemei.coordination.patrols.queries.settled_by_act",
    "hemei.coordination.disclosure.queries.settled_by_act",
)
CSRF_FAILURE_VIEW = "hemei.ui.pages.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- sign-in ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = environment.whole("HEMEI_SIGN_IN_FAILURES", 5, least=3, most=20)
AXES_COOLOFF_TIME = 0.25  # hours: fifteen minutes
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are events
AXES_HTTP_RESPONSE_CODE = 429
SESSION_ENGINE = "hemei.ground.people.services.session_store"
SESSION_COOKIE_AGE = environment.whole("HEMEI_SESSION_MINUTES", 480, least=5, most=1440) * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "people:sign_in"

# --- what leaves: each channel's addresses in the form the apprise library documents, and the mail server ----------
NOTIFY = {
    "sms": environment.secret_words("HEMEI_NOTIFY_URLS"),
    "wecom": environment.secret_words("HEMEI_NOTIFY_WECOM"),
    "dingtalk": environment.secret_words("HEMEI_NOTIFY_DINGTALK"),
}
_mail = environment.mail_server("HEMEI_EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.starttls, _mail.tls, 10
DEFAULT_FROM_EMAIL = environment.text("HEMEI_EMAIL_FROM", "hemei@localhost")
# Whether events may be pushed to addresses of the own network and without TLS: for trials only.
WEBHOOKS_INSIDE = environment.flag("HEMEI_WEBHOOKS_INSIDE", default=DEMO)

# --- web --------------------------------------------------------------------------------------
ALLOWED_HOSTS = environment.words("HEMEI_HOSTS", "localhost,127.0.0.1,[::1],testserver")
HTTPS = environment.flag("HEMEI_HTTPS", default=False)
# How this copy names itself where nobody has called it by name: in papers the worker makes by itself.
ADDRESS = environment.text("HEMEI_ADDRESS", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}").rstrip(
    "/"
)
PROXIES = environment.whole("HEMEI_PROXIES", 0, least=0, most=5)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = environment.words("HEMEI_ORIGINS")
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
# Text far beyond what any rule takes still reaches its form, which is shown again; files stream to disk, and
# what is too large of them is left out on the way (`hemei/ui/uploads.py`).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MOST_UPLOAD = environment.whole("HEMEI_UPLOAD_MEGABYTES", 200, least=30, most=2_000) * 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = [
    "hemei.ui.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- language and time ------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"  # message ids are Chinese; English is the translation
LOCALE_PATHS = [locations.shipped("locale")]

# --- logs -------------------------------------------------------------------------------------
LOG_LEVEL = environment.choice("HEMEI_LOG_LEVEL", "info", ("debug", "info", "warning", "error"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hemei.project.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"hemei": {"level": LOG_LEVEL.upper()}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # our own sign-in answers who is locked out, no middleware needed
ROOT: Path = locations.CHECKOUT
