"""What a prospect permits, where people see it, record it and withdraw it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from staffel.actions import desk, work
from staffel.actions.consents import record_consent
from staffel.actions.links import prospect_link, token
from staffel.actions.prospects import record_withdrawal
from staffel.actions.setup import OFFICE_HOURS
from staffel.actions.versions import publish
from staffel.models import Consent, Entry, Lead, Membership, Note, Party, Version
from staffel.queries.directory import directory, forget_directory
from staffel.queries.exported import columns_for, exported
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.forms import Form, Question
from staffel.rules.refused import Refused
from tests.scene import Scene, actor_of, captured

AsMember = Callable[[Membership], Client]
STRICT = Campaign(markets=(MarketChoice("default"),), needs_consent=True)
GIVEN: dict[str, Any] = {"purposes": ["pass_on", "mail"], "text": "Unterschrieben auf Bogen 12"}


def said(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def counted() -> tuple[int, ...]:
    return Consent.objects.count(), Entry.objects.count(), Note.objects.count()


@pytest.fixture
def waiting(scene: Scene) -> Lead:
    publish("campaign", "default", STRICT, actor=actor_of(scene.ada), now=scene.now)
    return captured(scene)


def act(client: Client, lead: Lead, name: str = "consent", **typed: Any) -> Any:
    return client.post(reverse("lead-act", args=[lead.id, name]), typed)


def page_of(client: Client, lead: Lead) -> str:
    return said(client.get(reverse("lead", args=[lead.id])))


def test_the_page_says_what_is_permitted_on_what_ground(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    page = page_of(as_member(scene.vera), lead)
    assert "Weitergabe gestattet durch die Anfrage" in page
    assert "Anrufe gestattet durch die Anfrage" in page
    assert "E-Mails nicht gestattet nur was die Anfrage beantwortet" in page
    assert "Kurznachrichten nicht gestattet keine Einwilligung" in page


def test_a_lead_without_the_needed_consent_says_why_and_what_to_do_and_goes_on_with_it(
    scene: Scene, waiting: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    page = page_of(vera, waiting)
    assert "Die Einwilligung zur Weitergabe fehlt" in page
    assert "Mit der Einwilligung geht es von selbst weiter" in page
    assert "Partner können weder gefragt werden noch diese Anfrage erhalten" in page
    acts = vera.get(reverse("lead", args=[waiting.id])).content.decode()
    for name in ("place", "offer", "market"):  # nothing that would be refused is offered
        assert reverse("lead-act", args=[waiting.id, name]) not in acts
    assert 'href="#record-consent"' in acts
    assert 'id="record-consent"' in acts
    assert "?act=consent" in vera.get(reverse("today")).content.decode()
    before = counted()
    answer = act(vera, waiting, "place", party="paul")
    assert answer.status_code == 422
    assert "Ohne sie wird sie niemandem angeboten" in said(answer)
    assert counted() == before
    assert act(vera, waiting, **GIVEN, our_text="1").status_code == 302
    waiting.refresh_from_db()
    assert waiting.offers.filter(state="open").exists()
    page = page_of(vera, waiting)
    assert "Weitergabe gestattet durch Einwilligung" in page
    assert "E-Mails gestattet durch Einwilligung" in page
    assert "Partner können weder gefragt werden" not in page
    assert "Einwilligung: an die Partner" in page or "Einwilligung:" in page
    assert "Bogen 12" in page


def test_a_lead_in_work_whose_passing_on_was_withdrawn_goes_only_to_another_desk(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    record_withdrawal(lead.id, ["pass_on"], text="Am Telefon", actor=actor_of(scene.vera), now=scene.now)
    vera, page = as_member(scene.vera), reverse("lead", args=[lead.id])
    assert "Partner können weder gefragt werden" in said(vera.get(page))
    other = Party.objects.create(key="north", kind="desk", name="Innendienst Nord", hours=OFFICE_HOURS)
    forget_directory()
    shown = vera.get(page).content.decode()
    assert "An einen Innendienst geben" in shown
    assert 'value="Innendienst Nord"' in shown
    assert 'value="Petra' not in shown
    assert act(vera, lead, "hand-over", party="north", text="Sie übernehmen").status_code == 302
    lead.refresh_from_db()
    assert lead.holder_id == other.id


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"purposes": []}, "Bitte wählen Sie, worin eingewilligt wurde"),
        ({"text": " "}, "was sie belegt"),
        ({"given_at": "2027-01-01T10:00"}, "Das liegt in der Zukunft"),
        ({"given_at": "gestern"}, "Bitte wählen Sie"),
        ({"given_at": "2020-01-01T10:00", "our_text": "1"}, "Text"),
    ],
)
def test_a_consent_that_is_not_recorded_is_said_beside_what_was_typed(
    scene: Scene, waiting: Lead, as_member: AsMember, typed: dict[str, Any], words: str
) -> None:
    before = counted()
    answer = act(as_member(scene.vera), waiting, **{**GIVEN, **typed})
    assert answer.status_code == 422
    assert words in said(answer)
    assert counted() == before
    if "text" not in typed:
        assert "Bogen 12" in answer.content.decode()


def test_only_who_decides_or_calls_for_the_vendor_records_one(
    scene: Scene, waiting: Lead, as_member: AsMember
) -> None:
    before = counted()
    for member in (scene.otto, scene.paul, scene.frieda, scene.tom):
        assert act(as_member(member), waiting, **GIVEN).status_code == 404
    assert act(Client(), waiting, **GIVEN)["Location"].startswith("/login")
    assert as_member(scene.vera).get(reverse("lead-act", args=[waiting.id, "consent"])).status_code == 405
    assert counted() == before
    Lead.objects.filter(id=waiting.id).update(
        holder=scene.agency, status="qualifying", deadline_kind="qualify"
    )
    assert act(as_member(scene.tom), waiting, **GIVEN).status_code == 302, (
        "its agency was told so by telephone"
    )


# -- the prospect -------------------------------------------------------------------------------------------------


@pytest.fixture
def address(scene: Scene, lead: Lead) -> str:
    desk.place_lead(lead.id, party_id=scene.paul.party_id, actor=actor_of(scene.vera), now=scene.now)
    return reverse("prospect", args=[token(prospect_link(lead.id, now=scene.now))])


def test_by_its_link_it_withdraws_each_permission_and_is_called_no_more(
    scene: Scene, lead: Lead, client: Client, as_member: AsMember, address: str
) -> None:
    portal = reverse("portal-lead", args=[lead.id])
    assert 'href="tel:' in as_member(scene.paul).get(portal).content.decode()
    assert "Nicht anrufen" in said(client.get(address))
    answer = client.post(f"{address}/stop-call", follow=True)
    assert "ruft Sie niemand mehr an" in said(answer)
    assert "Nicht anrufen" not in said(answer)
    partners = as_member(scene.paul).get(portal)
    assert 'class="button main phone"' not in partners.content.decode()
    assert "Der Interessent möchte nicht angerufen werden" in said(partners)
    assert "Anrufe nicht gestattet widerrufen" in said(partners)
    assert "darf nicht angerufen werden" in page_of(as_member(scene.vera), lead)


def consented(scene: Scene, lead: Lead) -> None:
    record_consent(
        lead.id, ["mail"], text="Brief vom 1.3.", at=scene.now, actor=actor_of(scene.vera), now=scene.now
    )


def test_its_page_says_in_plain_words_what_it_permits_and_what_not(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    page = said(client.get(address))
    for words in (
        "darf an den Betrieb weitergegeben werden, der sie beantwortet, weil Sie angefragt haben",
        "Zu Ihrer Anfrage dürfen Sie angerufen werden",
        "Werbung erhalten Sie nicht",
    ):
        assert words in page
    consented(scene, lead)
    assert "Werbung per E-Mail: Sie haben am 2.3.2026" in said(client.get(address))
    client.post(f"{address}/stop-call")
    client.post(f"{address}/stop-mail")
    page = said(client.get(address))
    assert "Niemand darf Sie anrufen: Das haben Sie am 2.3.2026" in page
    assert "Zu Ihrer Anfrage erhalten Sie keine E-Mails" in page
    assert "Werbung erhalten Sie nicht" in page
    assert "Weniger gestatten" not in page  # nothing is left but the enquiry, which it can withdraw
    assert "Anfrage zurückziehen" in page
    client.post(f"{address}/withdraw")
    assert "Mit Ihrer Anfrage ist alles beendet, was Sie gestattet hatten" in said(client.get(address))


def test_what_was_consented_to_is_withdrawn_also_after_the_enquiry_is_settled(
    scene: Scene, lead: Lead, client: Client, address: str
) -> None:
    consented(scene, lead)
    work.win_lead(lead.id, amount=None, actor=actor_of(scene.paul), now=scene.now)
    assert "Werbung per E-Mail: Sie haben" in said(client.get(address))
    page = said(client.post(f"{address}/stop-mail", follow=True))
    assert "Werbung erhalten Sie nicht" in page
    assert not Consent.objects.filter(purpose="mail", withdrawn_at=None).exists()


def test_opening_the_link_withdraws_nothing(lead: Lead, client: Client, address: str) -> None:
    before = counted()
    for name in ("stop-call", "stop-mail", "stop-text"):
        assert client.get(f"{address}/{name}")["Location"] == address
    assert client.post(f"{address}/stop-everything").status_code == 404
    assert counted() == before


# -- the texts ----------------------------------------------------------------------------------------------------


def test_marketing_writes_what_prospects_consent_to_and_sees_it_as_they_do(
    scene: Scene, as_member: AsMember
) -> None:
    Membership.objects.filter(id=scene.frieda.id).update(role="marketing")
    client = as_member(Membership.objects.get(id=scene.frieda.id))
    listed = said(client.get(reverse("consents")))
    for name in ("Weitergabe", "Anrufe", "E-Mails", "Kurznachrichten"):
        assert name in listed
    address = reverse("consent-edit", args=["mail"])
    typed = {"de": "Ja, schreiben Sie mir.", "en": "Yes, write to me.", "after": "1"}
    drawn = said(client.post(reverse("consent-draft", args=["mail"]), typed))
    assert "So sehen es Interessenten" in drawn
    for answer in (drawn, said(client.post(address, {**typed, "do": "preview"}))):
        assert "Ja, schreiben Sie mir." in answer
    assert Version.objects.filter(kind="consent", key="mail").count() == 1
    client.post(address, {**typed, "do": "publish"})
    newest = Version.objects.get(kind="consent", key="mail", version=2)
    assert newest.body == {"de": "Ja, schreiben Sie mir.", "en": "Yes, write to me."}


def test_a_text_in_one_language_is_not_published(scene: Scene, as_member: AsMember) -> None:
    address = reverse("consent-edit", args=["mail"])
    answer = as_member(scene.vera).post(address, {"de": "Ja", "en": "", "after": "1", "do": "publish"})
    assert answer.status_code == 422
    assert Version.objects.filter(kind="consent", key="mail").count() == 1


def test_who_does_not_set_up_writes_no_texts(scene: Scene, as_member: AsMember) -> None:
    address = reverse("consent-edit", args=["mail"])
    for member in (scene.otto, scene.paul, scene.tom):
        assert as_member(member).get(reverse("consents")).status_code == 404
        assert as_member(member).post(address, {"de": "A", "en": "B", "do": "publish"}).status_code == 404
    assert as_member(scene.frieda).post(address, {"de": "A", "en": "B", "do": "publish"}).status_code == 404
    assert Client().get(address)["Location"].startswith("/login")
    assert Version.objects.filter(kind="consent", key="mail").count() == 1


# -- where consents come from -------------------------------------------------------------------------------------

ASKS = Question("infos", {"de": "Infos", "en": "News"}, "consent", "prospect", purpose="mail")
TYPED = {"last_name": "Berg", "email": "anna.berg@example.org", "phone": "0881 12345", "postal_code": "82362"}


@pytest.fixture
def asking(scene: Scene) -> Scene:
    """The default form asks for the consent to mails."""
    form: Form = directory().current("form", "default", at=scene.now).body
    body = Form(form.labels, (*form.questions, ASKS))
    publish("form", "default", body, actor=actor_of(scene.ada), now=scene.now)
    return scene


def text_of(purpose: str, number: int = 1) -> Version:
    return Version.objects.get(kind="consent", key=purpose, version=number)


def test_the_public_form_shows_the_text_and_keeps_which_one_was_read(asking: Scene, client: Client) -> None:
    page = client.get("/f/default?language=de").content.decode()
    assert text_of("mail").body["de"] in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    read = text_of("mail").id
    assert f'value="{read}"' in page
    publish("consent", "mail", {"de": "Neu", "en": "New"}, actor=actor_of(asking.ada), now=asking.now)
    with time_machine.travel(asking.later(seconds=60), tick=False):
        client.post("/f/default", {**hidden, **TYPED, "language": "de", "infos": str(read)})
    kept = Consent.objects.get()
    assert (kept.purpose, kept.text_version_id, kept.source, kept.proof) == (
        "mail",
        read,
        "form",
        {"question": "infos"},
    )
    lead = Lead.objects.get()
    assert lead.may_mail
    assert "infos" not in lead.answers, "it is no answer that stays when it is withdrawn"


def test_a_website_s_own_words_are_no_text_of_ours(asking: Scene, client: Client) -> None:
    body = replace(
        directory().current("campaign", "default", at=asking.now).body, sites=("https://v.example",)
    )
    publish("campaign", "default", body, actor=actor_of(asking.ada), now=asking.now)
    client.post("/f/default", {**TYPED, "infos": "on"}, headers={"origin": "https://v.example"})
    kept = Consent.objects.get()
    assert (kept.purpose, kept.text_version, kept.proof) == ("mail", None, {"question": "infos"})


def test_an_empty_box_is_no_consent(asking: Scene, as_member: AsMember) -> None:
    as_member(asking.vera).post(reverse("new-lead"), {**TYPED, "campaign": "default"})
    assert Lead.objects.get().may_mail is False
    assert not Consent.objects.exists()


def test_a_lead_typed_by_hand_keeps_the_consent_too(asking: Scene, as_member: AsMember) -> None:
    ticked = {**TYPED, "campaign": "default", "infos": str(text_of("mail").id)}
    as_member(asking.vera).post(reverse("new-lead"), ticked)
    assert Consent.objects.get().source.startswith("page")
    assert Lead.objects.get().may_mail


def test_only_a_consent_has_a_purpose(scene: Scene) -> None:
    form: Form = directory().current("form", "default", at=scene.now).body
    wrong = Question("bad", {"de": "Bad", "en": "Bath"}, "yes_no", "interest", purpose="mail")
    with pytest.raises(Refused) as refused:
        publish(
            "form",
            "default",
            Form(form.labels, (*form.questions, wrong)),
            actor=actor_of(scene.ada),
            now=scene.now,
        )
    assert refused.value.code == "question_purpose"


def test_the_device_sends_what_was_ticked_at_the_stand(
    scene: Scene, waiting: Lead, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    setup = vera.get(reverse("capture-setup")).json()
    assert [one["purpose"] for one in setup["consents"]] == ["pass_on", "call", "mail", "text"]
    talk = {
        "id": "0190d3a0-0000-4000-8000-0000000000c1",
        "asked_at": "2026-03-02T08:30:00Z",
        "campaign": "default",
        "values": {**TYPED, "last_name": "Messner", "email": "m@example.org", "phone": "0881 777"},
        "consents": {
            "pass_on": {"version": setup["consents"][0]["version"], "at": "2026-03-02T08:29:00Z"},
            "mail": {"version": "0190d3a0-0000-4000-8000-0000000000ff", "at": ""},
            "everything": {},
        },
    }
    body = {"device": "0190d3a0-0000-4000-8000-00000000000a", "now": "2026-03-02T09:00:00Z", "leads": [talk]}
    for _ in range(2):
        vera.post(reverse("capture-leads"), json.dumps(body), content_type="application/json")
    lead = Lead.objects.get(last_name="Messner")
    assert (lead.may_pass_on, lead.may_mail, lead.may_text) == (True, True, False)
    passing = Consent.objects.get(lead=lead, purpose="pass_on")
    assert passing.text_version_id == text_of("pass_on").id
    assert passing.given_at.isoformat() == "2026-03-02T08:29:00+00:00"
    assert passing.proof == {"talk": talk["id"]}
    assert Consent.objects.get(lead=lead, purpose="mail").text_version_id is None, (
        "an unknown text is not guessed"
    )
    assert lead.offers.filter(state="open").exists()


def test_the_call_page_says_what_is_permitted_and_records_a_consent(
    scene: Scene, lead: Lead, as_member: AsMember
) -> None:
    desk.work_lead(lead.id, actor=actor_of(scene.vera), now=scene.now)
    vera, page = as_member(scene.vera), reverse("call", args=[lead.id])
    assert "E-Mails nicht gestattet" in said(vera.get(page))
    assert text_of("mail").body["de"] in vera.get(page).content.decode(), "to be read out"
    answer = act(vera, lead, **{**GIVEN, "purposes": ["mail"]}, back="call")
    assert answer["Location"] == page
    assert "E-Mails gestattet durch Einwilligung" in said(vera.get(page))


def test_the_file_of_leads_says_what_is_permitted(scene: Scene, lead: Lead) -> None:
    with translation.override("en"):
        titles = [str(column.title) for column in columns_for(scene.vera)]
        row = next(iter(exported(Lead.objects.all(), columns_for(scene.vera), book=directory())))
    told = dict(zip(titles, row, strict=True))
    assert [told[name] for name in ("Passing on", "Calling", "Mailing", "Texting")] == [
        "permitted", "permitted", "not permitted", "not permitted",
    ]  # fmt: skip
