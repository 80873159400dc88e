"""Says no in one form: application/problem+json (RFC 9457) with a stable code, the field and a sentence."""

import json
from collections.abc import Sequence
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError

from staffel.rules.problems import Problem
from staffel.rules.refused import Refused

log = structlog.get_logger(__name__)

# Everything else that is refused is a conflict with how things stand.
STATUSES = {
    "key_reused": 422,
    "campaign_unknown": 422,
    "not_set_up": 503,
    "desk_missing": 503,
    "version_missing": 503,
}


class FieldProblem(Schema):
    field: str = Field(
        description="Path of the value in the body, like prospect.email; empty for the whole request."
    )
    message: str


class ProblemOut(Schema):
    """RFC 9457. `code` is stable; `detail` is for people."""

    title: str
    status: int
    code: str
    detail: str
    field: str = ""
    problems: list[FieldProblem] = []
    is_kept: bool = Field(
        default=False, description="The request was kept for repair: the vendor's desk sees it."
    )


class ApiProblem(Exception):
    """Ends a request with this answer."""

    def __init__(
        self, status: int, code: str, detail: str, problems: Sequence[Problem] = (), *, is_kept: bool = False
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.problems, self.is_kept = (
            status,
            code,
            detail,
            problems,
            is_kept,
        )


def problem_answer(problem: ApiProblem) -> HttpResponse:
    """The answer, with the problems of single fields."""
    fields = [{"field": one.field, "message": one.text} for one in problem.problems]
    body: dict[str, Any] = {
        "title": problem.code.replace("_", " ").capitalize(),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "field": fields[0]["field"] if fields else "",
        "problems": fields,
        "is_kept": problem.is_kept,
    }
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=problem.status, content_type="application/problem+json"
    )
    if problem.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def from_refusal(refusal: Refused, *, is_kept: bool = False) -> ApiProblem:
    """What an action refused, as an answer."""
    problems = [as_problem(refusal)] if "field" in refusal.details else []
    return ApiProblem(
        STATUSES.get(refusal.code, 409), refusal.code, refusal.message, problems, is_kept=is_kept
    )


def as_problem(refusal: Refused) -> Problem:
    """What was refused, as the problem of a field. Its message is said already: no place in it is filled again."""
    return Problem(str(refusal.details.get("field", "")), refusal.message.replace("%", "%%"))


def from_validation(error: ValidationError) -> list[Problem]:
    """Each thing that is wrong, with the path of its field in the body."""
    return [Problem(_path(one["loc"]), str(one["msg"]).replace("%", "%%")) for one in error.errors]


def _path(loc: Sequence[object]) -> str:
    source, *rest = loc
    names = [str(part) for part in (rest[1:] if source == "body" else rest)]
    return ".".join(name for name in names if "[" not in name)  # pydantic's names of the types it tried


def answer_problems(api: NinjaAPI) -> None:
    """Let the API answer every error in this form."""
    api.add_exception_handler(ApiProblem, _problem)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(AuthenticationError, _no_key)
    api.add_exception_handler(Exception, _ours)


def _problem(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem_answer(error)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem_answer(from_refusal(error))


def _no_key(_request: HttpRequest, _error: Any) -> HttpResponse:
    detail = "Send a valid key: Authorization: Bearer <key>. `staffel key create NAME` makes one."
    return problem_answer(ApiProblem(401, "key_missing", detail))


def _ours(_request: HttpRequest, _error: Any) -> HttpResponse:
    log.exception("api.failed")
    detail = "Something went wrong on our side. Send the request again with the same Idempotency-Key: it is taken once."
    return problem_answer(ApiProblem(500, "failed", detail))
