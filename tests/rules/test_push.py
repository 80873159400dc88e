"""Which addresses a browser may name: those of push services, and no others."""

import pytest

from staffel.rules.push import checked_subscription, is_known_service
from staffel.rules.refused import Refused

KEY = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"  # RFC 8292 2.1's kind
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
CHROME = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.mark.parametrize(
    "endpoint",
    [
        CHROME,
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://wns2-by3p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/QAbc",
        "https://push.example.com/x",
    ],
)
def test_the_services_of_the_browsers_and_those_the_operator_allows_are_known(endpoint: str) -> None:
    assert is_known_service(endpoint, services=["https://push.example.com"])


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "https://push.example.com/x",
        "javascript:alert(1)",
        "",
    ],
)
def test_no_other_address_is_ever_called(endpoint: str) -> None:
    assert not is_known_service(endpoint, services=[])
    with pytest.raises(Refused) as refused:
        checked_subscription(endpoint, KEY, AUTH, services=[])
    assert refused.value.code == "push_service_unknown"


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", AUTH), (KEY[:-4], AUTH), (KEY, "short"), (KEY, None), ("ä", AUTH), (None, None)]
)
def test_keys_that_cannot_encrypt_are_refused(p256dh: object, auth: object) -> None:
    with pytest.raises(Refused) as refused:
        checked_subscription(CHROME, p256dh, auth, services=[])
    assert refused.value.code == "push_invalid"


def test_what_a_browser_gives_is_taken() -> None:
    assert checked_subscription(CHROME, KEY, AUTH, services=[]).endpoint == CHROME
