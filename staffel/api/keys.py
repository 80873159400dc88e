"""Lets in whoever shows a key: `Authorization: Bearer <key>`, or the key alone."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from staffel.actions.keys import digest_of
from staffel.api.problems import ApiProblem
from staffel.queries.keys import KnownKey, key_in_use


class Key(HttpBearer):
    """The key of the request, as a row; nobody without one. Refused with 403: `key_read_only` for any act."""

    def __call__(self, request: HttpRequest) -> Any:
        scheme, _, rest = request.headers.get(self.header, "").strip().partition(" ")
        key = rest.strip() if scheme.lower() == self.openapi_scheme else scheme
        return self.authenticate(request, key) if key else None

    def authenticate(self, request: HttpRequest, token: str) -> KnownKey | None:
        found = key_in_use(digest_of(token))
        if found and not found.is_writer and request.method not in {"GET", "HEAD", "OPTIONS"}:
            raise ApiProblem(
                403,
                "key_read_only",
                "This key may only read. `staffel key create NAME` makes one that may write.",
            )
        return found
