"""Reads an EMAIL_URL into Django's mail settings."""

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def parse_mail_url(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for smtp://user:password@host:port, `smtps://` (TLS at once) or `?tls=starttls`.

    Times out after 20 seconds. Other schemes and a missing host are refused with ImproperlyConfigured.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like smtp://user:password@host:587?tls=starttls or smtps://…"
        )
    uses_tls = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if uses_tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": uses_tls,
        "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("tls") == "starttls",
        "EMAIL_TIMEOUT": 20,
    }
