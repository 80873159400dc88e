"""SMS through any gateway that takes an HTTP request: the operator's address, key and template make the request."""

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

import requests
from django.conf import settings

from staffel.actions.telling import telephone_of
from staffel.channels.errors import NotSent, Unreachable
from staffel.channels.facts import Facts
from staffel.channels.notices import write_notice
from staffel.channels.ways import Sent, Way
from staffel.models import Delivery

WITHIN: Final = (3.05, 10)  # seconds to connect, to answer
DEFAULT_TEMPLATE: Final = '{"to": "{to}", "text": "{text}"}'
# The gateway is busy, or has something against us: the message itself is right and is tried again.
PASSING: Final = frozenset({401, 402, 403, 407, 408, 425, 429})


@dataclass(frozen=True, slots=True)
class Order:
    """One request to the gateway."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class SmsWay(Way):
    channel = "sms"

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def close(self) -> None:
        self._session.close()

    def send(self, delivery: Delivery, facts: Facts) -> Sent:
        """To the member's telephone: title, until when, and the link; kept where nothing leaves the house."""
        notice = write_notice(delivery, facts)
        delivery.text_version_id = notice.text_version_id
        member = delivery.to
        said, to = notice.said(by_sms=True), telephone_of(member, member.party)
        if not (facts.reaches_people and settings.STAFFEL_SMS_URL):
            return Sent(said, "")
        self._post(order(to=to, text=f"{notice.line} {notice.url}"))
        return Sent(said, to)

    def _post(self, wanted: Order) -> None:
        try:
            answer = self._session.request(
                wanted.method,
                wanted.url,
                data=wanted.body or None,
                headers=wanted.headers,
                timeout=WITHIN,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unreachable(f"SMS gateway: {type(error).__name__}") from error
        code = answer.status_code
        if not 200 <= code < 300:
            is_permanent = 400 <= code < 500 and code not in PASSING
            raise NotSent(f"SMS gateway: {code} {answer.reason}", code=code, permanent=is_permanent)


def order(*, to: str, text: str) -> Order:
    """The request for one SMS, from the settings. {to}, {text} and {key} stand in the address or the template; a
    template that is JSON is sent as JSON, any other as a form; without a template it is a GET where the address has a
    {text}. A key that no placeholder asks for goes along as `Authorization`: as it is where it names its scheme
    ("Basic …"), else as a bearer token."""
    key, template = settings.STAFFEL_SMS_KEY, settings.STAFFEL_SMS_TEMPLATE
    values = {"to": to, "text": text, "key": key}
    url = _filled(settings.STAFFEL_SMS_URL, {name: quote_plus(value) for name, value in values.items()})
    headers = {}
    if key and "{key}" not in template + settings.STAFFEL_SMS_URL:
        headers["Authorization"] = key if " " in key else f"Bearer {key}"
    if not template and "{text}" in settings.STAFFEL_SMS_URL:
        return Order("GET", url, headers, b"")
    template = template or DEFAULT_TEMPLATE
    if is_json(template):
        body = json.dumps(_filled_in(json.loads(template), values), ensure_ascii=False)
        return Order(
            "POST", url, headers | {"Content-Type": "application/json; charset=utf-8"}, body.encode()
        )
    body = _filled(template, {name: quote_plus(value) for name, value in values.items()})
    return Order("POST", url, headers | {"Content-Type": "application/x-www-form-urlencoded"}, body.encode())


def is_json(template: str) -> bool:
    return template.lstrip().startswith(("{", "["))


def _filled_in(part: object, values: dict[str, str]) -> object:
    """The same JSON with the placeholders in its texts filled: nothing to escape, whatever the text holds."""
    if isinstance(part, dict):
        return {name: _filled_in(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled_in(one, values) for one in part]
    return _filled(part, values) if isinstance(part, str) else part


def _filled(source: str, values: dict[str, str]) -> str:
    for name in ("key", "to", "text"):  # the text last: what stands in it is not filled again
        source = source.replace("{" + name + "}", values[name])
    return source
