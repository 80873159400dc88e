"""The product's addresses and, beside them, an endpoint that only inserts one row: what the API is compared with."""

import json

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from staffel.models.ids import new_id

INSERT = "INSERT INTO bench_row (id, body) VALUES (%s, %s)"


@csrf_exempt
def row(request: HttpRequest) -> JsonResponse:
    """Parse the same body as POST /api/leads and insert it as one row, committed at once."""
    body = json.loads(request.body)
    row_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [row_id, json.dumps(body)])
    return JsonResponse({"id": str(row_id)}, status=201)


urlpatterns = [path("bench/row", row), path("", include("staffel.urls"))]
