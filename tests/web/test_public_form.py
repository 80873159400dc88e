"""The public form: who asks without a login, what is refused and kept, and that nothing typed is lost."""

import re
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import publish
from staffel.models import (
    Attachment,
    Delivery,
    Entry,
    Installation,
    Lead,
    Offer,
    Receipt,
    Submission,
    Version,
)
from staffel.queries.directory import directory
from staffel.rules.forms import Form, OnlyIf, Question
from staffel.rules.public_forms import AT_MOST, KEPT_AT_MOST, SWITCH, TRAP
from staffel.rules.versions import json_of
from tests.scene import Scene
from tests.web.counting import assert_as_committed

PAGE = "/f/default"
TYPED = {
    "first_name": "Anna", "last_name": "Berg", "email": "anna.berg@example.org", "phone": "0881 12345",
    "postal_code": "82362", "message": "Bitte vormittags anrufen", "language": "de",
}  # fmt: skip


def opened(client: Client, address: str = PAGE) -> dict[str, Any]:
    """The hidden fields of the page as a browser has it."""
    return hidden_in(client.get(address).content.decode())


def german(text: str) -> str:
    with translation.override("de"):
        return gettext(text)


def hidden_in(text: str) -> dict[str, Any]:
    """The hidden fields of a page, as a browser sends them on."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text):
        found.setdefault(name, []).append(value)
    return found


def sent(client: Client, scene: Scene, *, after: float = 60, page: str = PAGE, **typed: Any) -> Any:
    hidden = opened(client, page)
    with time_machine.travel(scene.later(seconds=after), tick=False):
        return client.post(page, {**hidden, **TYPED, **typed})


def kept() -> list[Submission]:
    return list(Submission.objects.filter(state="problem"))


def ask(scene: Scene, *questions: Question) -> None:
    """The default form asks these too."""
    form: Form = directory().current("form", "default", at=scene.now).body
    body = Form(form.labels, (*form.questions, *questions))
    publish("form", "default", body, actor=SYSTEM, now=scene.now)


def allow(scene: Scene, *sites: str) -> None:
    """These websites may show the default campaign's form."""
    body = replace(directory().current("campaign", "default", at=scene.now).body, sites=sites)
    publish("campaign", "default", body, actor=SYSTEM, now=scene.now)


def test_what_is_sent_is_a_lead_that_is_offered_at_once(scene: Scene, client: Client) -> None:
    answer = sent(client, scene)
    assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    lead = Lead.objects.get()
    assert (lead.last_name, lead.phone, lead.place, lead.language) == (
        "Berg",
        "+4988112345",
        "Weilheim in Oberbayern",
        "de",
    )
    assert lead.answers == {"message": "Bitte vormittags anrufen"}
    assert Offer.objects.filter(lead=lead, state="open").exists()
    assert Entry.objects.get(kind="lead.captured").data["door"] == "form"
    assert Delivery.objects.filter(kind="prospect.received", lead=lead).exists()
    said = client.get(answer["Location"]).content.decode()
    assert german("Thank you for your enquiry") in said
    assert "Berg" not in said


def test_looking_and_thanking_change_nothing(scene: Scene, client: Client) -> None:
    for address in (PAGE, f"{PAGE}?done=taken", f"{PAGE}?done=x", f"{PAGE}?language=en"):
        assert client.get(address).status_code == 200
    assert not Lead.objects.exists()
    assert not Submission.objects.exists()
    assert client.put(PAGE).status_code == 405


def test_a_double_click_is_one_lead_and_another_content_another(scene: Scene, client: Client) -> None:
    hidden = opened(client)
    scene.later(seconds=60)
    with time_machine.travel(scene.now, tick=False):
        for _ in range(2):
            assert client.post(PAGE, {**hidden, **TYPED}).status_code == 302
        assert Lead.objects.count() == 1
        client.post(PAGE, {**hidden, **TYPED, "last_name": "Tal"})
    assert Lead.objects.count() == 2


def test_what_is_missing_stands_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, client: Client
) -> None:
    answer = sent(client, scene, postal_code="", email="", phone="", last_name="Berg <b>")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert german("Please fill this in: we need it to answer you.") in text
    one_of = german("Please fill in one of these: %(names)s.") % {"names": "„E-Mail“ oder „Telefon“"}
    assert one_of in text
    assert "Berg &lt;b&gt;" in text
    assert "Bitte vormittags anrufen" in text
    assert not Lead.objects.exists()
    assert [row.payload["last_name"] for row in kept()] == ["Berg <b>"]


def test_what_comes_mended_settles_what_was_kept(scene: Scene, client: Client) -> None:
    text = sent(client, scene, email="anna@").content.decode()
    hidden = hidden_in(text)
    assert len(kept()) == 1
    with time_machine.travel(scene.now, tick=False):
        assert client.post(PAGE, {**hidden, **TYPED}).status_code == 302
    assert not kept()
    assert Lead.objects.count() == 1


def test_an_empty_form_is_not_kept(scene: Scene, client: Client) -> None:
    nothing: dict[str, Any] = dict.fromkeys(TYPED, "")
    assert sent(client, scene, **{**nothing, "language": "de"}).status_code == 422
    assert not Submission.objects.exists()


def test_what_fills_the_trap_is_kept_and_says_so(scene: Scene, client: Client) -> None:
    answer = sent(client, scene, **dict[str, Any]({TRAP: "https://spam.example"}))
    assert answer["Location"] == f"{PAGE}?done=kept&language=de"
    assert german("We have kept your enquiry") in client.get(answer["Location"]).content.decode()
    assert not Lead.objects.exists()
    assert "do not see" in kept()[0].problems[0]["message"]


def test_who_is_too_fast_presses_once_more_and_nothing_is_lost_in_between(
    scene: Scene, client: Client
) -> None:
    answer = sent(client, scene, after=1)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert (
        german(
            "It has not been sent yet. Please look at it once more and press the button again: so we know that a person asks."
        )
        in text
    )
    assert "Bitte vormittags anrufen" in text
    assert not Lead.objects.exists()
    assert len(kept()) == 1
    with time_machine.travel(scene.later(seconds=9), tick=False):
        assert client.post(PAGE, {**hidden_in(text), **TYPED}).status_code == 302
    assert Lead.objects.count() == 1
    assert not kept()


def test_many_from_one_address_are_kept_and_far_too_many_are_not(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staffel.web.public_form.sent_from_here", lambda _request: AT_MOST + 1)
    answer = sent(client, scene, first_name=str(AT_MOST + 1))
    assert answer["Location"] == f"{PAGE}?done=kept&language=de"
    monkeypatch.setattr("staffel.web.public_form.sent_from_here", lambda _request: KEPT_AT_MOST + 1)
    answer = sent(client, scene, first_name="Zuviel")
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "wurde nicht gesendet" in text
    assert 'value="Zuviel"' in text  # nothing typed is lost
    assert not Lead.objects.exists()
    assert [row.payload["first_name"] for row in kept()] == [str(AT_MOST + 1)]


def test_addresses_are_counted(scene: Scene, client: Client) -> None:
    allow(scene, "https://vendor.example")
    for number in range(AT_MOST + 1):
        with time_machine.travel(scene.now, tick=False):
            client.post(PAGE, {**TYPED, "first_name": str(number)}, HTTP_ORIGIN="https://vendor.example")
    assert Lead.objects.count() == AT_MOST
    assert len(kept()) == 1


def test_a_form_of_the_vendor_s_own_website_is_taken_once_without_a_cookie(scene: Scene) -> None:
    allow(scene, "https://vendor.example")
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(PAGE, TYPED, HTTP_ORIGIN="https://vendor.example")
        assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.example", "https://vendor.example.evil"])
def test_what_comes_from_no_page_of_ours_is_kept_and_asked_for_once_more(
    scene: Scene, client: Client, origin: str
) -> None:
    allow(scene, "https://vendor.example")
    answer = client.post(PAGE, TYPED, headers={"origin": origin} if origin else {})
    assert answer.status_code == 422
    assert not Lead.objects.exists()
    assert "no page of ours" in kept()[0].problems[0]["message"]
    with time_machine.travel(scene.later(seconds=9), tick=False):
        again = client.post(PAGE, {**hidden_in(answer.content.decode()), **TYPED})
    assert again.status_code == 302
    assert Lead.objects.count() == 1
    assert not kept()


def test_only_the_campaign_s_websites_may_show_it_in_a_frame(scene: Scene, client: Client) -> None:
    assert client.get(PAGE)["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    allow(scene, "https://vendor.example", "https://*.other.example")
    answer = client.get(f"{PAGE}?embedded=1&theme=light")
    policy = answer["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://vendor.example https://*.other.example")
    assert "X-Frame-Options" not in answer
    assert 'class="embedded light"' in answer.content.decode()
    hidden = hidden_in(answer.content.decode())
    with time_machine.travel(scene.later(seconds=60), tick=False):
        done = client.post(f"{PAGE}?embedded=1&theme=light", {**hidden, **TYPED})
    assert done["Location"].endswith("&embedded=1&theme=light")


def test_where_somebody_came_from_is_kept_and_read_by_the_desk_alone(
    scene: Scene, client: Client, as_member: Any
) -> None:
    page = f"{PAGE}?utm_source=news&utm_campaign=herbst&gclid=x1&colour=red"
    opened_at = client.get(page, HTTP_REFERER="https://vendor.example/heizung?x=1")
    with time_machine.travel(scene.later(seconds=60), tick=False):
        client.post(PAGE, {**hidden_in(opened_at.content.decode()), **TYPED})
    came = {"utm_source": "news", "utm_campaign": "herbst", "gclid": "x1", "referrer": "vendor.example"}
    assert Submission.objects.get().payload["source_details"] == came
    lead = Lead.objects.get()
    assert lead.answers == {"message": "Bitte vormittags anrufen"}
    text = as_member(scene.vera).get(reverse("lead", args=[lead.id])).content.decode()
    assert german("Source details") in text
    assert "herbst" in text


def test_the_address_fills_in_known_questions_only(scene: Scene, client: Client) -> None:
    text = client.get(
        f"{PAGE}?first_name=Anna&postal_code=82362&ticket=x&vendor=y&homepage=z"
    ).content.decode()
    assert 'name="first_name" value="Anna"' in text
    assert 'value="82362"' in text
    assert 'value="z"' not in text


def test_a_wished_partner_is_asked_first_and_an_unknown_one_is_kept_as_typed(
    scene: Scene, client: Client
) -> None:
    sent(client, scene, wished_party="petra wärme")
    lead = Lead.objects.get()
    assert lead.wished_party_id == scene.petra.party_id
    assert Offer.objects.get(lead=lead).party_id == scene.petra.party_id
    sent(client, scene, wished_party="Meister Unbekannt", last_name="Tal")
    other = Lead.objects.exclude(id=lead.id).get()
    assert other.wished_party_id is None
    assert other.answers["wished_party_given"] == "Meister Unbekannt"
    assert "Petra" not in client.get(PAGE).content.decode()


HEATS = Question("heats", {"de": "Heizen Sie mit Öl?", "en": "Oil?"}, "yes_no", "interest", gate="market")
SINCE = Question(
    "since",
    {"de": "Seit wann?", "en": "Since?"},
    "text",
    "interest",
    gate="market",
    only_if=(OnlyIf("heats", ("yes",)),),
)
PLAN = Question("plan", {"de": "Plan", "en": "Plan"}, "file", "interest")


def test_a_question_with_a_condition_is_asked_only_where_it_applies(scene: Scene, client: Client) -> None:
    ask(scene, HEATS, SINCE)
    assert "data-only-if=" in client.get(PAGE).content.decode()
    assert sent(client, scene, heats="yes").status_code == 422
    assert sent(client, scene, heats="no", since="1990").status_code == 302
    assert Lead.objects.get().answers["heats"] is False
    assert "since" not in Lead.objects.get().answers


def test_files_come_along_once_and_a_wrong_one_stands_beside_its_field(scene: Scene, client: Client) -> None:
    ask(scene, PLAN)
    wrong = sent(client, scene, plan=SimpleUploadedFile("a.exe", b"MZ\x00\x01"))
    assert wrong.status_code == 422
    assert german("Files have to be chosen again: a browser does not keep them.") in wrong.content.decode()
    assert not Lead.objects.exists()
    hidden = opened(client)
    with time_machine.travel(scene.later(seconds=60), tick=False):
        for _ in range(2):
            client.post(PAGE, {**hidden, **TYPED, "plan": SimpleUploadedFile("plan.pdf", b"%PDF-1.4 x")})
    assert [row.filename for row in Attachment.objects.all()] == ["plan.pdf"]


def test_too_much_at_once_is_refused_before_it_is_read(scene: Scene, client: Client) -> None:
    answer = client.post(PAGE, TYPED, CONTENT_LENGTH=str(50 * 1024 * 1024))
    assert answer.status_code == 413
    assert not Receipt.objects.exists()


def test_an_unknown_campaign_opens_nothing(scene: Scene, client: Client) -> None:
    assert client.get("/f/none").status_code == 404
    assert client.post("/f/none", TYPED).status_code == 404
    assert not Submission.objects.exists()


def test_it_speaks_both_languages_and_is_small_and_closed(scene: Scene, client: Client) -> None:
    assert "Ihre Anfrage" in client.get(f"{PAGE}?language=de").content.decode()
    answer = client.get(f"{PAGE}?language=en")
    text = answer.content.decode()
    assert "Your enquiry" in text
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "sessionid" not in answer.cookies
    assert "csrftoken" not in answer.cookies
    assert len(answer.content) < 30_000
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_the_desk_takes_in_what_was_kept(scene: Scene, client: Client, as_member: Any) -> None:
    ask(scene, HEATS)
    sent(client, scene, after=1, wished_party="petra", heats="yes")
    row = kept()[0]
    vera = as_member(scene.vera)
    page = vera.get(reverse("unclear", args=[row.id])).content.decode()
    assert "1 Sekunden" in page
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    assert fields["wished_partner"] == "petra"
    answer = vera.post(
        reverse("unclear", args=[row.id]), {**fields, "message": TYPED["message"], "as_typed": "1"}
    )
    assert answer.status_code == 302, answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.wished_party_id, lead.campaign.key) == (scene.petra.party_id, "default")
    assert lead.answers == {"message": "Bitte vormittags anrufen", "heats": True}
    assert not kept()


def test_an_unknown_postal_code_is_said_once_and_taken_the_second_time(scene: Scene, client: Client) -> None:
    answer = sent(client, scene, postal_code="82399999", phone="12")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert german("We do not know this postal code.") in text
    assert german("This is no complete telephone number.") in text
    assert not Lead.objects.exists()
    assert len(kept()) == 1
    with time_machine.travel(scene.now, tick=False):
        typed = {**TYPED, "postal_code": "82399999", "phone": "12"}
        assert client.post(PAGE, {**hidden_in(text), **typed}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.answers["postal_code_given"], lead.answers["phone_given"]) == ("82399999", "12")
    assert not kept()


def test_another_slip_after_the_first_is_said_too(scene: Scene, client: Client) -> None:
    text = sent(client, scene, postal_code="82399999").content.decode()
    with time_machine.travel(scene.now, tick=False):
        answer = client.post(PAGE, {**hidden_in(text), **TYPED, "postal_code": "99"})
    assert answer.status_code == 422
    assert not Lead.objects.exists()


def test_answers_are_kept_as_their_questions_want_them(scene: Scene, client: Client) -> None:
    mobile = Question("mobile", {"de": "Handy", "en": "Mobile"}, "telephone", "interest")
    ask(scene, mobile)
    assert sent(client, scene, mobile="1").status_code == 422
    assert sent(client, scene, mobile="0171 5554443").status_code == 302
    assert Lead.objects.get().answers["mobile"] == "+491715554443"


def test_another_language_keeps_all_that_is_typed_and_takes_nothing_in(scene: Scene, client: Client) -> None:
    ask(scene, HEATS)
    answer = client.post(PAGE, {**opened(client), **TYPED, "heats": "yes", SWITCH: "en"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en"' in text
    assert "anna.berg@example.org" in text
    assert "checked" in text
    assert not Lead.objects.exists()
    assert not Submission.objects.exists()


def test_a_preview_cannot_be_sent(scene: Scene, client: Client) -> None:
    text = client.get(f"{PAGE}?preview=1").content.decode()
    assert german("A preview: nothing can be sent from here.") in text
    assert '<button class="main" disabled>' in text


def test_a_consent_is_ticked_by_a_person_and_never_by_an_address(scene: Scene, client: Client) -> None:
    ask(
        scene,
        Question("agrees", {"de": "Einverstanden", "en": "I agree"}, "consent", "prospect", gate="market"),
    )
    assert (
        "checked" not in client.get(f"{PAGE}?agrees=on").content.decode().partition('name="agrees"')[2][:60]
    )
    assert sent(client, scene).status_code == 422
    assert not Lead.objects.exists()
    assert sent(client, scene, agrees="on").status_code == 302


def test_the_place_of_a_postal_code_is_proposed_to_anybody(scene: Scene, client: Client) -> None:
    def asked(code: str, country: str = "") -> Any:
        return client.post(f"{PAGE}/place", {"postal_code": code, "country": country}).json()

    assert asked("82362") == {"place": "Weilheim in Oberbayern", "is_unknown": False}
    assert asked("D-82362", "AT")["place"] == "Weilheim in Oberbayern"
    assert asked("99999") == {"place": "", "is_unknown": True}
    assert asked("82362", "no country")["place"] == ""
    assert client.get(f"{PAGE}/place").status_code == 405
    assert client.post("/f/none/place", {"postal_code": "82362"}).status_code == 404


def test_whoever_is_not_to_name_a_firm_is_not_asked(scene: Scene, client: Client) -> None:
    assert german("Do you have a firm that you wish for?") in client.get(PAGE).content.decode()
    body = replace(directory().current("campaign", "default", at=scene.now).body, asks_wish=False)
    publish("campaign", "default", body, actor=SYSTEM, now=scene.now)
    assert german("Do you have a firm that you wish for?") not in client.get(PAGE).content.decode()
    sent(client, scene, wished_party="petra")
    assert Lead.objects.get().wished_party_id is None


def test_the_campaign_s_page_has_the_address_and_the_code_for_its_websites(
    scene: Scene, as_member: Any
) -> None:
    page, vera = reverse("campaign-page", args=["default"]), as_member(scene.vera)
    text = vera.get(page).content.decode()
    assert f"{PAGE}?preview=1" in text
    assert "data-staffel" not in text
    allow(scene, "https://vendor.example")
    text = vera.get(page).content.decode()
    assert "iframe data-staffel" in text
    assert "/static/embed.js" in text
    assert PAGE in vera.get(reverse("form-page", args=["default"])).content.decode()


def test_the_desk_reads_that_files_were_not_kept(scene: Scene, client: Client, as_member: Any) -> None:
    ask(scene, PLAN)
    sent(client, scene, email="", phone="", plan=SimpleUploadedFile("plan.pdf", b"%PDF-1.4 x"))
    row = kept()[0]
    assert "plan.pdf" in as_member(scene.vera).get(reverse("unclear", args=[row.id])).content.decode()


@pytest.mark.parametrize("count", [1, 6])
def test_it_takes_as_many_queries_however_long_it_is(scene: Scene, client: Client, count: int) -> None:
    ask(scene, *(replace(SINCE, key=f"since{n}", only_if=()) for n in range(count)))
    assert_as_committed(client, {"public form": PAGE, "public form, thanks": f"{PAGE}?done=taken"})


def test_what_is_internal_is_neither_asked_nor_taken(scene: Scene, client: Client) -> None:
    ask(scene, replace(HEATS, is_internal=True), SINCE)
    text = client.get(f"{PAGE}?heats=yes").content.decode()
    assert 'name="heats"' not in text
    assert 'name="since"' not in text
    assert sent(client, scene, heats="yes").status_code == 302
    assert "heats" not in Lead.objects.get().answers


ODD = (
    "homepage",
    "ticket",
    "switch",
    "seen",
    "language",
    "ref",
    "utm_source",
    "referrer",
    "embedded",
    "text",
)


def test_no_question_breaks_the_form_whatever_it_is_called(scene: Scene, client: Client) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    odd = [Question(key, {"de": key, "en": key}, "text", "interest") for key in ODD]
    Version.objects.create(  # as it may have been published before such names were refused
        kind="form", key="default", version=2, valid_from=scene.now,
        body=json_of(replace(form, questions=(*form.questions, *odd))),
    )  # fmt: skip
    Installation.objects.update(serial=99)
    answers = {key: f"Antwort {key}" for key in ODD if key != "language"}
    page = f"{PAGE}?utm_medium=mail"
    hidden = opened(client, page)
    assert not {*hidden} & {*ODD}
    with time_machine.travel(scene.later(seconds=60), tick=False):
        answer = client.post(PAGE, {**hidden, **TYPED, **answers, "language": "en"})
    assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    lead = Lead.objects.get()
    assert lead.answers == {"message": TYPED["message"], **answers}
    assert lead.language == "en"  # as it was answered
    assert Submission.objects.get().payload["source_details"] == {"utm_medium": "mail"}


def test_a_page_opened_before_a_publication_is_read_by_what_it_asked(scene: Scene, client: Client) -> None:
    ask(scene, HEATS)
    before = directory().current("form", "default", at=scene.now)
    hidden = opened(client)
    scene.later(seconds=30)
    ask(scene, Question("area", {"de": "Fläche", "en": "Area"}, "number", "interest", gate="market"))
    with time_machine.travel(scene.later(seconds=30), tick=False):
        again = client.post(PAGE, {**hidden, **TYPED})
        assert again.status_code == 422
        text = again.content.decode()
        assert 'name="heats"' in text
        assert 'name="area"' not in text
        assert client.post(PAGE, {**hidden_in(text), **TYPED, "heats": "yes"}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.form_version_id, lead.answers["heats"]) == (before.id, True)
    assert lead.status == "brokering"


def a_plan(content: bytes = b"%PDF-1.4 x", name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_of_what_fills_the_trap_are_kept_for_the_desk_and_no_one_else(
    scene: Scene, client: Client, as_member: Any
) -> None:
    ask(scene, PLAN)
    sent(client, scene, plan=[a_plan(), a_plan(b"MZ\x00", "a.exe")], **dict[str, Any]({TRAP: "x"}))
    file, row = Attachment.objects.get(), kept()[0]
    assert (file.lead_id, file.submission_id, file.filename) == (None, row.id, "plan.pdf")
    assert row.problems[1]["details"] == {"names": "a.exe"}  # what cannot be kept is named
    address = reverse("intake-file", args=[row.id, file.id])
    vera = as_member(scene.vera)
    assert address in vera.get(reverse("unclear", args=[row.id])).content.decode()
    answer = vera.get(address)
    assert (answer.content, answer["Content-Security-Policy"]) == (
        b"%PDF-1.4 x",
        "default-src 'none'; sandbox",
    )
    assert vera.post(address).status_code == 405
    for member in (scene.otto, scene.paul, scene.tom, scene.frieda):
        assert as_member(member).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/login")
    sent(client, scene, plan=a_plan(), first_name="Other", **dict[str, Any]({TRAP: "x"}))
    other = next(one for one in kept() if one.id != row.id)
    assert vera.get(reverse("intake-file", args=[other.id, file.id])).status_code == 404


def test_files_of_what_the_desk_takes_in_are_at_the_lead(
    scene: Scene, client: Client, as_member: Any
) -> None:
    ask(scene, PLAN)
    sent(client, scene, plan=a_plan(), **dict[str, Any]({TRAP: "x"}))
    row, vera = kept()[0], as_member(scene.vera)
    page = vera.get(reverse("unclear", args=[row.id])).content.decode()
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    assert vera.post(reverse("unclear", args=[row.id]), {**fields, "as_typed": "1"}).status_code == 302
    lead, file = Lead.objects.get(), Attachment.objects.get()
    assert file.lead_id == lead.id
    entry = Entry.objects.get(kind="attachment.added")
    assert (entry.actor_member_id, entry.data["attachment"]) == (scene.vera.id, str(file.id))
    assert vera.get(reverse("lead-file", args=[lead.id, file.id])).content == b"%PDF-1.4 x"
    assert vera.get(reverse("intake-file", args=[row.id, file.id])).status_code == 404


def test_who_presses_once_more_need_not_choose_its_files_again(scene: Scene, client: Client) -> None:
    ask(scene, replace(PLAN, gate="market"))
    text = sent(client, scene, after=1, plan=a_plan()).content.decode()
    assert "plan.pdf" in text
    assert german("Files have to be chosen again: a browser does not keep them.") not in text
    with time_machine.travel(scene.later(seconds=9), tick=False):
        assert client.post(PAGE, {**hidden_in(text), **TYPED}).status_code == 302
    assert Attachment.objects.get().lead_id == Lead.objects.get().id
    assert sent(client, scene).status_code == 422  # another page has brought none


def test_of_a_flood_no_file_is_kept_but_its_name(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(scene, PLAN)
    monkeypatch.setattr("staffel.web.public_form.sent_from_here", lambda _request: AT_MOST + 1)
    sent(client, scene, plan=a_plan())
    assert not Attachment.objects.exists()
    assert kept()[0].problems[1]["details"] == {"names": "plan.pdf"}
