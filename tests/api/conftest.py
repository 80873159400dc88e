"""A stage, and a system that sends leads with a key."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from staffel.actions.keys import create_writer_key
from tests.scene import PROSPECT, Scene, stage

Post = Callable[..., Any]


@pytest.fixture
def scene(db: None) -> Scene:
    return stage()


@pytest.fixture
def post(scene: Scene) -> Post:
    """Send a body (an object, or bytes as they are) with the key of the website, and an Idempotency-Key if given."""
    key = create_writer_key("website")

    def send(body: Any, *, idempotency_key: str = "", authorization: str = f"Bearer {key}") -> Any:
        headers = {"Authorization": authorization} if authorization else {}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post("/api/leads", data, content_type="application/json", headers=headers)

    return send


def enquiry_body(**values: Any) -> dict[str, Any]:
    """A complete enquiry from Weilheim, as a website sends it; `prospect` replaces single values."""
    return {"prospect": {**PROSPECT, **values.pop("prospect", {})}, "source": "website", **values}
