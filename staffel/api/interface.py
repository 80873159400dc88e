"""The API as a whole, and the document that describes it (OpenAPI 3.1, committed as openapi.json)."""

import json
from typing import Any

from ninja import NinjaAPI

from staffel.api.bodies import JsonBody
from staffel.api.intake import answer_unread
from staffel.api.keys import Key
from staffel.api.leads import router
from staffel.api.problems import answer_problems


class Interface(NinjaAPI):
    """Errors are application/problem+json; the document says so too."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {
                            "application/problem+json": answer["content"]["application/json"]
                        }
        return schema


api = Interface(
    title="Staffel",
    version="1",
    description="Hands every lead to the right partner. Errors are application/problem+json (RFC 9457).",
    docs_url=None,  # the page of the framework loads its scripts from elsewhere
    auth=Key(),
    parser=JsonBody(),
)
answer_problems(api)
answer_unread(api)
api.add_router("", router)


def document() -> str:
    """The OpenAPI document as it is committed."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), indent=2, ensure_ascii=False) + "\n"
