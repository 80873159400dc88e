"""A job queue that keeps nothing: while a past is played, no worker is to be woken for it."""

from typing import Any

from procrastinate.connector import BaseConnector


class QuietQueue(BaseConnector):
    """Answers every deferred job with the number 1 and forgets it."""

    def get_sync_connector(self) -> BaseConnector:
        return self

    def execute_query(self, query: Any, **_: Any) -> None:
        """Nothing is written."""

    def execute_query_one(self, query: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG002 the signature of its base
        return {"id": 1}

    def execute_query_all(self, query: Any, **_: Any) -> list[dict[str, Any]]:  # noqa: ARG002 the signature of its base
        return [{"id": 1}]
