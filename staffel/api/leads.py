"""POST /api/leads: takes one lead in; it is durable, routed and offered when the answer is sent."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Header, Router, Schema, Status
from pydantic import ConfigDict

from staffel.actions.actors import Actor
from staffel.actions.arrivals import arrival, require_campaign
from staffel.actions.beside import Along, add_along, handed_over
from staffel.actions.leads import NewLead, capture_lead
from staffel.api.intake import door_of, keep
from staffel.api.problems import ApiProblem, FieldProblem, ProblemOut, as_problem, from_refusal
from staffel.models.ids import new_id
from staffel.queries.captures import capture_of
from staffel.queries.consents import editions_of_texts
from staffel.queries.directory import Directory, directory
from staffel.queries.materials import material_keys
from staffel.rules.arrivals import arrival_key, digest
from staffel.rules.beside import Handed, consent_of_body, materials_of_body
from staffel.rules.consents import GivenConsent, together
from staffel.rules.problems import Problem
from staffel.rules.readings import are_harmless
from staffel.rules.refused import Refused
from staffel.rules.rows import lead_row

router = Router(tags=["leads"])

Text = Annotated[str, Field(max_length=20_000)]
AnswerValue = Text | bool | int | float | list[Text] | None
READ_ANSWERS = (
    "message",
    "call_time",
    "customer_type",
)  # answers that have a form of their own, in files too


class Strict(Schema):
    """A number is no text, and a field nobody knows is a slip worth telling."""

    model_config = ConfigDict(strict=True, extra="forbid")


class ProspectIn(Strict):
    """Who asks. At least a name, a company, an e-mail address or a telephone number. What cannot be read is kept as an
    answer (`phone_given`) and named in the answer's `remarks`: no lead is lost for a slip."""

    salutation: Text = ""
    title: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    name: Text = Field("", description="The whole name, where it is one field.")
    company: Text = ""
    email: Text = ""
    phone: Text = Field("", description="In any form; kept as E.164.")
    mobile: Text = ""
    street: Text = ""
    house_number: Text = ""
    postal_code: Text = ""
    place: Text = ""
    country: Text = Field(
        "", description="ISO 3166-1 alpha-2 or a name; the vendor's country where it is empty."
    )
    language: Text = ""


class ConsentIn(Strict):
    """What the prospect has consented to. Without it the enquiry itself is the ground for answering it."""

    purpose: Literal["pass_on", "call", "mail", "text"]
    given_at: Text = Field("", description="ISO 8601; when the person asked where it is empty.")
    text_version: Annotated[int, Field(ge=1)] | None = Field(
        None,
        description="Number of the edition of our text that was agreed to; none where it was another text.",
    )
    reference: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9._:/-]*$")] = Field(
        "", description="The id by which your system proves it."
    )


class MaterialIn(Strict):
    """A brochure, price list … that the prospect has got already. What the catalogue does not have, and a time that is none,
    is named in the answer's `remarks` and not recorded: no lead is lost for a slip."""

    key: Annotated[str, Field(min_length=1, max_length=80)] = Field(
        description="Key of the material in the catalogue."
    )
    way: Literal["fair", "partner", "by_hand"] = Field(
        "by_hand",
        description="Where it was handed out: at a fair, by a partner, or by somebody of yours elsewhere.",
    )
    given_at: Text = Field("", description="ISO 8601; when the person asked where it is empty.")


class EnquiryIn(Strict):
    prospect: ProspectIn
    campaign: Text = Field("", description="Key or name; the default campaign where it is empty.")
    source: Text = Field(
        "", description="Where the lead comes from; the campaign's source where it is empty."
    )
    source_key: Text = Field("", description="The source's own id of this lead: taken once for ever.")
    asked_at: Text = Field("", description="When the person asked, ISO 8601; now where it is empty.")
    answers: dict[Annotated[str, Field(max_length=80)], AnswerValue] = Field(
        {},
        max_length=200,
        description="By key of the form's question, each read by its kind: an option by its key or as it is called, yes or "
        "no, a number, a day. What cannot be read is kept as `<key>_given` and named in `remarks`; answers to questions "
        "that the form lacks are kept too.",
    )
    product: Text = ""
    temperature: Literal["", "hot", "warm", "cold"] = ""
    expected_amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2, strict=False)] | None = (
        Field(None, description="Net.")
    )
    currency: Text = Field("", description="ISO 4217.")
    wished_party: Text = Field("", description="Key or name of the partner that the prospect wishes.")
    consents: list[ConsentIn] = Field(
        [], max_length=20, description="What the prospect has consented to, each purpose with its proof."
    )
    materials: list[MaterialIn] = Field(
        [], max_length=50, description="What the prospect has been handed out, so that nobody gives it twice."
    )
    test: bool = Field(default=False, description="Runs through everything and appears in no figure.")


class HolderOut(Schema):
    name: str
    kind: str


class LeadOut(Schema):
    """The lead as capturing it left it: a repeated request gets the very same answer."""

    lead_id: UUID
    number: int
    status: str
    holder: HolderOut = Field(description="Who is responsible now.")
    deadline_at: datetime | None
    offers: int = Field(description="How many parties were asked at once.")
    was_known: bool = Field(description="The source's own id came before, with another request.")
    joined_to: UUID | None = Field(
        description="The open lead of the same person that it was joined to; holder and deadline are that one's."
    )
    remarks: list[FieldProblem] = Field(description="What could not be read and was kept as it came.")


@router.post(
    "/leads",
    response={201: LeadOut, 200: LeadOut, 400: ProblemOut, 401: ProblemOut, 403: ProblemOut, 413: ProblemOut, 422: ProblemOut},
    summary="Take one lead in",
)  # fmt: skip
def post_lead(
    request: HttpRequest,
    enquiry: EnquiryIn,
    idempotency_key: Annotated[
        str, Header("", alias="Idempotency-Key", max_length=100,
                    description="Makes the request repeatable. Without it `source_key` does; without both each request is a new lead."),
    ] = "",
) -> Status[LeadOut]:  # fmt: skip
    """Takes one lead in. When the answer comes, the lead is durable, has its holder and its deadline, and its offers are
    made. 201: it is new. 200: its `source_key` was taken before, by another request."""
    raw = enquiry.model_dump(mode="json", exclude_unset=True)
    door = door_of(request)
    try:
        now = timezone.now()
        new, handed = _new_lead(enquiry, raw, idempotency_key)
        captured = capture_lead(new, door=door, actor=Actor("key"), now=now)
    except Refused as refusal:
        raise from_refusal(refusal, is_kept=keep(request, raw, [as_problem(refusal)])) from refusal
    except _Unreadable as error:
        kept = keep(request, raw, error.problems)
        raise ApiProblem(
            422, "lead_unreadable", "This lead could not be read.", error.problems, is_kept=kept
        ) from error
    answer = _answer(captured.lead_id, door=door, key=new.key)
    if handed and not answer.was_known:
        along, at = Along(handed=handed_over(handed, at=new.asked_at)), new.asked_at
        add_along(captured.lead_id, along, door=door, key=new.key, at=at, actor=Actor("key"), now=now)
    return Status(200 if answer.was_known else 201, answer)


class _Unreadable(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


def _new_lead(
    enquiry: EnquiryIn, raw: dict[str, Any], idempotency_key: str
) -> tuple[NewLead, tuple[Handed, ...]]:
    book = directory()
    campaign = require_campaign(book, enquiry.campaign)
    parsed = lead_row(_cells(enquiry), timezone=book.installation.timezone, country=book.installation.country)
    if not are_harmless(parsed.problems):
        raise _Unreadable(tuple(_in_body(problem) for problem in parsed.problems if problem.is_blocking))
    source = parsed.source or campaign.source
    if idempotency_key:
        key, fingerprint = f"key:{idempotency_key}", digest([raw])
    else:
        key = arrival_key({}, source=source, own_id=parsed.id) if parsed.id else f"once:{new_id()}"
        fingerprint = ""
    answers = {name: value for name, value in enquiry.answers.items() if name not in parsed.answers}
    whole = replace(parsed, answers={**answers, **parsed.answers})
    new = arrival(whole, key=key, raw=raw, campaign=campaign, source=source, book=book, now=timezone.now())
    unread = tuple(_of_answer(problem) for problem in new.problems[len(parsed.problems) :])
    consents = _consents(enquiry, book)
    handed, unhanded = _handed(enquiry, book)
    whole_lead = replace(
        new,
        fingerprint=fingerprint,
        is_test=enquiry.test,
        consents=together(consents, new.consents),
        problems=(*map(_in_body, parsed.problems), *unread, *unhanded),
    )
    return whole_lead, handed


def _handed(enquiry: EnquiryIn, book: Directory) -> tuple[tuple[Handed, ...], tuple[Problem, ...]]:
    """What was handed out, and what of it is only noted."""
    given = [one.model_dump() for one in enquiry.materials]
    zone = book.installation.timezone
    read = list(materials_of_body(given, material_keys(given), timezone=zone, now=timezone.now()))
    noted = (replace(one, is_blocking=False) for one in read if isinstance(one, Problem))
    return tuple(one for one in read if isinstance(one, Handed)), tuple(noted)


def _consents(enquiry: EnquiryIn, book: Directory) -> tuple[GivenConsent, ...]:
    texts, timezone = editions_of_texts(book), book.installation.timezone
    read = [
        consent_of_body(one.model_dump(), texts, at=f"consents.{position}", timezone=timezone)
        for position, one in enumerate(enquiry.consents)
    ]
    if wrong := tuple(one for one in read if isinstance(one, Problem)):
        raise _Unreadable(wrong)
    return tuple(one for one in read if isinstance(one, GivenConsent))


def _cells(enquiry: EnquiryIn) -> dict[str, str]:
    """The enquiry as a row of a file would have it: one way to read both."""
    given = {
        **enquiry.prospect.model_dump(),
        **{name: value for name in READ_ANSWERS if isinstance(value := enquiry.answers.get(name), str)},
        "id": enquiry.source_key,
        "source": enquiry.source,
        "asked_at": enquiry.asked_at,
        "product": enquiry.product,
        "temperature": enquiry.temperature,
        "expected_value": "" if enquiry.expected_amount is None else f"{enquiry.expected_amount:.2f}",
        "currency": enquiry.currency,
        "wished_partner": enquiry.wished_party,
    }
    return {name: value for name, value in given.items() if value}


# What a row calls otherwise than a body does.
IN_BODY = {"id": "source_key", "expected_value": "expected_amount", "wished_partner": "wished_party"}


def _in_body(problem: Problem) -> Problem:
    """The problem, with the path of its field in the body."""
    if problem.field in ProspectIn.model_fields:
        return replace(problem, field=f"prospect.{problem.field}")
    if problem.field in READ_ANSWERS:
        return _of_answer(problem)
    return replace(problem, field=IN_BODY.get(problem.field, problem.field))


def _of_answer(problem: Problem) -> Problem:
    return replace(problem, field=f"answers.{problem.field}")


def _answer(lead_id: UUID, *, door: str, key: str) -> LeadOut:
    capture = capture_of(lead_id, door=door, key=key)
    return LeadOut(
        lead_id=lead_id,
        number=capture.number,
        status=capture.status,
        holder=HolderOut(name=capture.holder_name, kind=capture.holder_kind),
        deadline_at=capture.deadline_at,
        offers=capture.offers,
        was_known=capture.was_known,
        joined_to=capture.joined_to,
        remarks=[
            FieldProblem(field=one["field"], message=one["message"] % one["details"])
            for one in capture.problems
        ],
    )
