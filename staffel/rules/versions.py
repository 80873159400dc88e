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
    if unknown := _unknown(body, _adapter(kind).dump_python(found, mode="json")):
        raise Refused("body_invalid", f"{unknown}: there is no such field.", field=unknown)
    return found


def _unknown(given: Any, known: Any, path: str = "") -> str:
    """The first name in the JSON that the typed body does not have: a slip of the pen would be passed over."""
    if isinstance(given, list) and isinstance(known, list):
        pairs = [
            (f"{path}{index}", one, other)
            for index, (one, other) in enumerate(zip(given, known, strict=False))
        ]
    elif isinstance(given, dict) and isinstance(known, dict):
        if missing := [name for name in given if name not in known]:
            return f"{path}{missing[0]}"
        pairs = [(f"{path}{name}", given[name], known[name]) for name in given]
    else:
        return ""
    return next((found for where, one, other in pairs if (found := _unknown(one, other, f"{where}."))), "")


def json_of(body: Any) -> dict[str, Any]:
    """The JSON body of a frozen dataclass, ready to be stored as a version."""
    dumped: dict[str, Any] = _adapter(type(body)).dump_python(body, mode="json")
    return dumped
