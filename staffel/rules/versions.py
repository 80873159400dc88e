"""Turns the stored JSON body of a version into its typed, frozen form and back."""

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from staffel.rules.refused import Refused

T = TypeVar("T")


_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)  # built once: it compiles the whole body
    return _adapters[kind]


def body_of(kind: type[T], body: dict[str, Any]) -> T:
    """The frozen dataclass `kind` from its JSON; refused with the first field that does not fit."""
    try:
        found: T = _adapter(kind).validate_python(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refused("body_invalid", f"{field}: {first['msg']}", field=field) from error
    return found


def json_of(body: Any) -> dict[str, Any]:
    """The JSON body of a frozen dataclass, ready to be stored as a version."""
    dumped: dict[str, Any] = _adapter(type(body)).dump_python(body, mode="json")
    return dumped
