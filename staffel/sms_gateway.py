"""Checks how the operator describes the SMS gateway, so that a mistake is told at the start and not at the first SMS."""

import json
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def checked_gateway(url: str, template: str) -> tuple[str, str]:
    """Address and template as they are; refused (ImproperlyConfigured) where no request can be made of them. "" as the
    address: no SMS."""
    if not url:
        return "", ""
    where = urlsplit(url)
    if where.scheme not in {"http", "https"} or not where.hostname:
        raise ImproperlyConfigured(f"STAFFEL_SMS_URL must look like https://sms.example.com/send, not {url}")
    if template.lstrip().startswith(("{", "[")):
        try:
            json.loads(template)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"STAFFEL_SMS_TEMPLATE begins like JSON but is none: {error}"
            ) from None
    if template and "{text}" not in template + url:
        raise ImproperlyConfigured("STAFFEL_SMS_TEMPLATE has no {text}: every SMS would be empty.")
    return url, template
