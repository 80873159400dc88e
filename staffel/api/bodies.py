"""Reads the JSON of a request: limited in size, and made of values that the database can keep."""

import json
import math
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from staffel.api.problems import ApiProblem
from staffel.rules.storable import storable

LARGEST_BYTES = 256 * 1024


class JsonBody(Parser):
    """JSON as RFC 8259 has it: no NaN, no Infinity. Answers 413 for more than LARGEST_BYTES and 400 for no JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > LARGEST_BYTES:
            raise too_large()
        try:
            return storable(json.loads(request.body, parse_constant=_refuse, parse_float=_finite))
        except (ValueError, RecursionError) as error:
            raise ApiProblem(400, "body_invalid", "The body is no JSON in UTF-8.") from error


def too_large() -> ApiProblem:
    """The answer to a body that is larger than any lead."""
    return ApiProblem(
        413, "body_too_large", f"A lead has at most {LARGEST_BYTES // 1024} kB. Nothing was kept."
    )


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")
