"""The portal as an app on the home screen: its name, where it begins, and icons of the sizes that are promised."""

import struct
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.cable import Cable
from tests.browser.portal import opened
from tests.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_portal_can_be_installed(phone: BrowserContext, cable: Cable, scene: Scene) -> None:
    page = opened(phone, cable, "/portal", leads=0)
    found: dict[str, Any] = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())"
    )
    assert (found["name"], found["display"], found["start_url"]) == ("Wärmewerk", "standalone", "/portal")
    for icon in found["icons"]:
        answer = page.request.get(cable.url + icon["src"])
        assert answer.ok
        width = struct.unpack(">I", answer.body()[16:20])[0]
        assert icon["sizes"] == f"{width}x{width}"
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}
