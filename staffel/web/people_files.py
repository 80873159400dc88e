"""People from a file: upload, look at what would happen, invite."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from staffel.actions.people_files import PeoplePlan, invite_people, plan_people
from staffel.models import Membership
from staffel.queries.people import administers
from staffel.rules.problems import Problem
from staffel.rules.refused import Refused
from staffel.web.members import actor_of, for_members
from staffel.web.refusals import in_words
from staffel.web.sentences import sentence
from staffel.web.uploads import Upload, uploaded

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def people_file(request: HttpRequest, member: Membership) -> HttpResponse:
    """For the administrator. POST with a file shows what it would do; with `sure` it is done."""
    if not administers(member):
        raise Http404("only for the administrator")
    if request.method != "POST":
        return render(request, "people_file.html", {"page": "people"})
    try:
        upload = uploaded(request, "people")
        plan = plan_people(upload.rows, upload.mapping)
        if request.POST.get("sure") == "1" and plan.rows:
            return _invited(request, member, plan)
    except Refused as refused:
        return render(request, "people_file.html", {"page": "people", "error": in_words(refused)}, status=422)
    return _preview(request, upload, plan)


def _invited(request: HttpRequest, member: Membership, plan: PeoplePlan) -> HttpResponse:
    count = invite_people(plan, actor=actor_of(member), now=timezone.now())
    words = ngettext("%(count)d person invited.", "%(count)d people invited.", count)
    messages.success(request, words % {"count": count})
    return redirect("people")


def _preview(request: HttpRequest, upload: Upload, plan: PeoplePlan) -> HttpResponse:
    context = {
        "page": "people",
        "upload": upload,
        "plan": plan,
        "rows": plan.rows[:SHOWN],
        "more": max(0, len(plan.rows) - SHOWN),
        "unread": [(line, said(problems)) for line, problems in plan.unread[:SHOWN]],
        "columns": [column for column in upload.mapping.columns if column.field],
        "unused": [column.header for column in upload.mapping.columns if not column.field],
    }
    return render(request, "people_file.html", context)


def said(problems: tuple[Problem, ...]) -> list[str]:
    """Problems of a row in the reader's language."""
    return [sentence(problem) for problem in problems]
