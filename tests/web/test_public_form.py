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
from staffel.models import Delivery, Entry, Lead, Offer, Receipt, Submission
from staffel.queries.directory import directory
from staffel.rules.forms import Form, OnlyIf, Question
from staffel.rules.public_forms import AT_MOST, KEPT_AT_MOST, TRAP
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


def test_too_much_at_once_is_refused_before_it_is_read(scene: Scene, client: Client) -> None:
    answer = client.post(PAGE, TYPED, CONTENT_LENGTH=str(50 * 1024 * 1024))
    assert answer.status_code == 413
    assert not Receipt.objects.exists()


def test_an_unknown_campaign_opens_nothing(scene: Scene, client: Client) -> None:
    assert client.get("/f/none").status_code == 404


def test_an_enquiry_to_a_campaign_that_there_is_not_is_kept_once(scene: Scene, client: Client) -> None:
    for _ in range(2):
        answer = client.post("/f/none", {**TYPED, "message": "Bitte vormittags"})
        assert answer["Location"] == f"{PAGE}?done=kept&language=de"
    (row,) = kept()
    assert (row.problems[0]["field"], "none" in str(row.problems[0])) == ("campaign", True)
    assert (row.payload["message"], row.payload["campaign"]) == ("Bitte vormittags", "default")
    assert not Lead.objects.exists()


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


def test_a_preview_cannot_be_sent(scene: Scene, client: Client) -> None:
    text = client.get(f"{PAGE}?preview=1").content.decode()
    assert german("A preview: nothing can be sent from here.") in text
    assert '<button class="main" disabled>' in text


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
