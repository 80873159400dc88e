"""The public form: who asks without a login, what is refused and kept, and that nothing typed is lost."""

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from staffel.actions.actors import SYSTEM
from staffel.actions.versions import publish
from staffel.models import Attachment, Delivery, Entry, Lead, Offer, Receipt, Submission
from staffel.queries.directory import directory
from staffel.rules.forms import Form, OnlyIf, Question
from staffel.rules.public_forms import AT_MOST, KEPT_AT_MOST, TRAP
from tests.scene import Scene

PAGE = "/f/default"
TYPED = {
    "first_name": "Anna", "last_name": "Berg", "email": "anna.berg@example.org", "phone": "0881 12345",
    "postal_code": "82362", "message": "Bitte vormittags anrufen", "language": "de",
}  # fmt: skip


def opened(client: Client, address: str = PAGE) -> dict[str, str]:
    """The hidden fields of the page as a browser has it."""
    text = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))


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
    assert "Danke für Ihre Anfrage" in said
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
    assert "Bitte füllen Sie das aus" in text
    assert "Bitte füllen Sie eines davon aus: „E-Mail“ oder „Telefon“." in text
    assert "Berg &lt;b&gt;" in text
    assert "Bitte vormittags anrufen" in text
    assert not Lead.objects.exists()
    assert [row.payload["last_name"] for row in kept()] == ["Berg <b>"]


def test_what_comes_mended_settles_what_was_kept(scene: Scene, client: Client) -> None:
    text = sent(client, scene, email="anna@").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))
    assert len(kept()) == 1
    with time_machine.travel(scene.now, tick=False):
        assert client.post(PAGE, {**hidden, **TYPED}).status_code == 302
    assert not kept()
    assert Lead.objects.count() == 1


def test_an_empty_form_is_not_kept(scene: Scene, client: Client) -> None:
    nothing: dict[str, Any] = dict.fromkeys(TYPED, "")
    assert sent(client, scene, **{**nothing, "language": "de"}).status_code == 422
    assert not Submission.objects.exists()


def test_programs_fall_into_the_trap_get_the_same_page_and_are_kept(scene: Scene, client: Client) -> None:
    answer = sent(client, scene, **dict[str, Any]({TRAP: "https://spam.example"}))
    assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    assert not Lead.objects.exists()
    assert "do not see" in kept()[0].problems[0]["message"]


def test_who_is_too_fast_reads_that_it_was_kept(scene: Scene, client: Client) -> None:
    answer = sent(client, scene, after=1)
    assert answer["Location"] == f"{PAGE}?done=kept&language=de"
    assert "aufbewahrt" in client.get(answer["Location"]).content.decode()
    assert not Lead.objects.exists()
    assert len(kept()) == 1


def test_many_from_one_address_are_kept_and_far_too_many_are_not(
    scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in (AT_MOST + 1, KEPT_AT_MOST + 1):
        monkeypatch.setattr("staffel.web.public_form.sent_from_here", lambda _request, at=at: at)
        assert sent(client, scene, first_name=str(at))["Location"] == f"{PAGE}?done=kept&language=de"
    assert not Lead.objects.exists()
    assert [row.payload["first_name"] for row in kept()] == [str(AT_MOST + 1)]


def test_addresses_are_counted(scene: Scene, client: Client) -> None:
    for number in range(AT_MOST + 1):
        with time_machine.travel(scene.now, tick=False):
            client.post(PAGE, {**TYPED, "first_name": str(number)}, HTTP_ORIGIN="https://vendor.example")
    assert Lead.objects.count() == AT_MOST
    assert len(kept()) == 1


def test_a_form_on_the_vendor_s_website_needs_no_script_and_no_token(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(
            PAGE, TYPED, HTTP_ORIGIN="https://vendor.example", HTTP_REFERER="https://vendor.example/"
        )
        assert answer["Location"] == f"{PAGE}?done=taken&language=de"
    assert Lead.objects.count() == 1
    assert strict.post(PAGE, {**TYPED, "last_name": "Tal"})["Location"].startswith(f"{PAGE}?done=kept")
    assert Lead.objects.count() == 1


def test_where_somebody_came_from_is_kept_beside_the_answers(scene: Scene, client: Client) -> None:
    page = f"{PAGE}?utm_source=news&utm_campaign=herbst&gclid=x1&colour=red"
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)">',
            client.get(page, HTTP_REFERER="https://vendor.example/heizung?x=1").content.decode(),
        )
    )
    with time_machine.travel(scene.later(seconds=60), tick=False):
        client.post(PAGE, {**hidden, **TYPED})
    came = {"utm_source": "news", "utm_campaign": "herbst", "gclid": "x1", "referrer": "vendor.example"}
    assert Submission.objects.get().payload["source_details"] == came
    assert Lead.objects.get().answers == {"message": "Bitte vormittags anrufen"}


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
    assert "Dateien müssen Sie neu auswählen" in wrong.content.decode()
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
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "sessionid" not in answer.cookies
    assert "csrftoken" not in answer.cookies
    assert len(answer.content) < 30_000
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_the_desk_takes_in_what_was_kept(scene: Scene, client: Client, as_member: Any) -> None:
    sent(client, scene, after=1, wished_party="petra")
    row = kept()[0]
    vera = as_member(scene.vera)
    page = vera.get(reverse("unclear", args=[row.id])).content.decode()
    assert "Wahrscheinlich hat ein Programm" in page
    fields = dict(re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page))
    assert fields["wished_partner"] == "petra"
    answer = vera.post(
        reverse("unclear", args=[row.id]), {**fields, "message": TYPED["message"], "as_typed": "1"}
    )
    assert answer.status_code == 302, answer.content.decode()
    lead = Lead.objects.get()
    assert (lead.wished_party_id, lead.campaign.key) == (scene.petra.party_id, "default")
    assert not kept()
