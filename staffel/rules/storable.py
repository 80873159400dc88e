"""What the database can keep of JSON that others sent."""

from typing import Any


def storable(value: Any) -> Any:
    """The value without what PostgreSQL cannot keep in text: NUL, and halves of characters (lone surrogates)."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    return value
