"""An SMS goes through any gateway: its request is made of address, key and template, its answers are understood."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from staffel.actions.parties import bump
from staffel.channels.sender import send_due
from staffel.channels.sms import order
from staffel.models import Delivery, Membership
from staffel.sms_gateway import checked_gateway
from tests.channels.exchange import Exchange
from tests.channels.post_office import PostOffice
from tests.scene import Scene, captured

pytestmark = pytest.mark.django_db


@pytest.fixture
def hot(scene: Scene, live: PostOffice, exchange: Exchange) -> Scene:
    """Paul has a telephone, as a person writes it."""
    Membership.objects.filter(id=scene.paul.id).update(phone="0171 2345678")
    bump()
    return scene


def sms() -> Delivery:
    return Delivery.objects.get(channel="sms")


def test_a_hot_offer_is_an_sms_in_a_few_words_with_the_link(hot: Scene, exchange: Exchange) -> None:
    captured(hot, temperature="hot")
    send_due(hot.now)
    (request,) = exchange.to("/sms")
    assert (request.method, request.headers["Content-Type"]) == ("POST", "application/json; charset=utf-8")
    assert request.headers["Authorization"] == "Bearer geheim"
    said = json.loads(request.body)
    assert said["to"] == "+491712345678"
    assert said["text"].startswith(
        "Wärmewerk: Neue Anfrage aus 82362 Weilheim in Oberbayern, heiß. Bitte antworten Sie bis heute 10:30 Uhr. http"
    )
    assert (sms().state, sms().sent_to) == ("sent", "+491712345678")
    assert sms().kept_body.endswith("10:30 Uhr. [link]")


def test_a_warm_offer_is_none(hot: Scene, exchange: Exchange) -> None:
    captured(hot, temperature="warm")
    assert not Delivery.objects.filter(channel="sms").exists()


def test_without_a_gateway_there_is_none(hot: Scene, settings: Settings) -> None:
    settings.STAFFEL_SMS_URL = ""
    captured(hot, temperature="hot")
    assert not Delivery.objects.filter(channel="sms").exists()


def test_a_number_that_cannot_be_dialled_is_none(hot: Scene) -> None:
    Membership.objects.filter(id=hot.paul.id).update(phone="Büro")
    bump()
    captured(hot, temperature="hot")
    assert not Delivery.objects.filter(channel="sms").exists()


def test_a_refused_sms_says_so_and_is_not_tried_again(hot: Scene, exchange: Exchange) -> None:
    exchange.answers["/sms"] = 400
    captured(hot, temperature="hot")
    send_due(hot.now)
    assert (sms().state, sms().tries.get().is_permanent) == ("failed", True)
    assert "400" in sms().error
    send_due(hot.later(hours=1))
    assert len(exchange.to("/sms")) == 1


@pytest.mark.parametrize("code", [401, 429, 503])
def test_a_gateway_that_is_busy_or_wants_money_is_asked_again(
    hot: Scene, exchange: Exchange, code: int
) -> None:
    exchange.answers["/sms"] = code
    captured(hot, temperature="hot")
    send_due(hot.now)
    assert (sms().state, sms().due_at) == ("waiting", hot.now + timedelta(minutes=1))


def test_a_gateway_that_is_gone_burns_nothing_and_holds_up_no_mail(
    hot: Scene, live: PostOffice, settings: Settings
) -> None:
    settings.STAFFEL_SMS_URL = "http://127.0.0.1:9/sms"
    captured(hot, temperature="hot")
    assert send_due(hot.now) == 1
    assert (sms().state, sms().attempts) == ("waiting", 0)
    assert len(live.messages) == 1


def test_a_form_and_a_key_of_its_own(settings: Settings) -> None:
    settings.STAFFEL_SMS_URL, settings.STAFFEL_SMS_KEY = "https://sms.example.com/send", "a&b"
    settings.STAFFEL_SMS_TEMPLATE = "apikey={key}&number={to}&message={text}"
    made = order(to="+491712345678", text="Grüße & {key}")
    assert parse_qs(made.body.decode()) == {
        "apikey": ["a&b"],
        "number": ["+491712345678"],
        "message": ["Grüße & {key}"],
    }
    assert made.headers == {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_nested_json_needs_no_escaping(settings: Settings) -> None:
    settings.STAFFEL_SMS_URL, settings.STAFFEL_SMS_KEY = "https://sms.example.com/send", "Basic abc"
    settings.STAFFEL_SMS_TEMPLATE = '{"messages": [{"to": ["{to}"], "body": "{text}"}], "test": false}'
    made = order(to="+49", text='Er sagte "ja"\n')
    assert json.loads(made.body) == {
        "messages": [{"to": ["+49"], "body": 'Er sagte "ja"\n'}],
        "test": False,
    }
    assert made.headers["Authorization"] == "Basic abc"


def test_a_gateway_that_takes_a_get(settings: Settings) -> None:
    settings.STAFFEL_SMS_URL = "https://sms.example.com/?k={key}&to={to}&m={text}"
    settings.STAFFEL_SMS_KEY, settings.STAFFEL_SMS_TEMPLATE = "s", ""
    made = order(to="+49", text="a b")
    assert (made.method, made.url) == ("GET", "https://sms.example.com/?k=s&to=%2B49&m=a+b")


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("ftp://sms.example.com", ""),
        ("sms.example.com", ""),
        ("https://sms.example.com", '{"to": {to}}'),
        ("https://sms.example.com", "to={to}"),
    ],
)
def test_a_gateway_of_which_no_request_can_be_made_is_refused_at_the_start(url: str, template: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        checked_gateway(url, template)
