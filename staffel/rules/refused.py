"""The one error with which a rule or an action says no."""

from typing import Any


class Refused(Exception):
    """An act that is not possible now. `code` is stable snake_case; `message` is for people (English source
    text, translated where it is shown); `details` are values for the message and the API, JSON-able."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        return (_again, (self.code, self.message, self.details))


def _again(code: str, message: str, details: dict[str, Any]) -> Refused:
    return Refused(code, message, **details)
