"""Policies, pipelines, reasons, campaigns, texts and terms: each form gives back what it was given, and what is changed in it is
published; who edits what, what is refused beside its field, and that a preview sends nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from staffel.actions.actors import SYSTEM
from staffel.actions.people import add_member
from staffel.actions.versions import publish
from staffel.models import Delivery, Entry, Membership, Version
from staffel.queries.directory import directory
from staffel.rules.campaigns import Campaign, MarketChoice
from staffel.rules.forms import Question
from staffel.rules.markets import Condition
from staffel.rules.policies import Policy
from tests.scene import Scene, actor_of
from tests.web.typed import typed_in

AsMember = Callable[[Membership], Client]
EDITED = (
    ("market", "default"), ("policy", "default"), ("pipeline", "default"), ("reasons", "default"), ("campaign", "default"), ("form", "default"),
    ("text", "offer.made"), ("text", "deadline.missed.desk"), ("text", "invitation"), ("terms", "default"), ("consent", "mail"),
)  # fmt: skip
FOLDERS = ("campaigns", "policies", "pipelines", "reasons", "texts", "terms", "consents", "forms", "markets")


def counted() -> tuple[int, int, int, int]:
    return Version.objects.count(), Entry.objects.count(), Delivery.objects.count(), len(mail.outbox)


def form_of(client: Client, kind: str, key: str) -> dict[str, Any]:
    return typed_in(client.get(reverse(f"{kind}-edit", args=[key])).content.decode())


def send(client: Client, kind: str, key: str, typed: dict[str, Any], *, do: str) -> Any:
    return client.post(reverse(f"{kind}-edit", args=[key]), typed | {"do": do})


def body_now(scene: Scene, kind: str, key: str = "default") -> Any:
    return directory().current(kind, key, at=scene.now).body


# -- who may ------------------------------------------------------------------------------------------------------


def test_pages_belong_to_the_vendor(scene: Scene, as_member: AsMember, client: Client) -> None:
    for folder in FOLDERS:
        assert client.get(f"/{folder}")["Location"].startswith("/login")
        assert as_member(scene.otto).get(f"/{folder}").status_code == 404
        assert as_member(scene.tom).get(f"/{folder}").status_code == 404
        assert as_member(scene.vera).get(f"/{folder}").status_code == 200
        assert as_member(scene.vera).post(f"/{folder}").status_code == 405


def test_marketing_edits_campaigns_and_forms_and_reads_the_rest(scene: Scene, as_member: AsMember) -> None:
    mia = as_member(add_member(scene.desk.id, email="mia@example.com", name="Mia", role="marketing"))
    for kind, key in EDITED:
        expected = 200 if kind in {"campaign", "form", "consent"} else 404
        assert mia.get(reverse(f"{kind}-edit", args=[key])).status_code == expected
        assert mia.get(reverse(f"{kind}-page", args=[key])).status_code == 200
    typed = form_of(mia, "campaign", "default") | {"temperature": "hot"}
    assert send(mia, "campaign", "default", typed, do="publish").status_code == 302
    assert body_now(scene, "campaign").temperature == "hot"


# -- each form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "key"), EDITED)
def test_a_form_gives_back_what_it_was_given(scene: Scene, as_member: AsMember, kind: str, key: str) -> None:
    vera = as_member(scene.vera)
    preview = send(vera, kind, key, form_of(vera, kind, key), do="preview")
    assert preview.status_code == 200, preview.context["editor"].errors
    assert "Es gibt nichts zu veröffentlichen" in preview.content.decode()
    before = body_now(scene, kind, key)
    assert send(vera, kind, key, form_of(vera, kind, key), do="publish").status_code == 302
    assert body_now(scene, kind, key) == before


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        (
            "policy",
            {"window_work_minutes-hot": "2", "window_work_minutes-hot_unit": "h"},
            "2 Stunden Arbeitszeit",
        ),
        ("policy", {"warn_at": "60"}, "60 %"),
        ("policy", {"partners_set_capacity": []}, "nein"),
        ("policy", {"ladder-1-tell": ["desk", "administrator"]}, "der Innendienst, der Administrator"),
        ("pipeline", {"steps-quote-de": "Angebot liegt vor"}, "Angebot liegt vor"),
        ("pipeline", {"steps-contacted-limit_hot": "4"}, "4 Arbeitstage"),
        ("pipeline", {"steps-contacted-takes_back": []}, "nein"),
        ("reasons", {"lost-price-en": "Too dear"}, "Too dear"),
        ("reasons", {"calls-engaged-again_minutes": "20"}, "20 Minuten"),
        ("campaign", {"temperature": "hot"}, "heiß"),
        ("campaign", {"qualifier": "agency"}, "Tom Telesales"),
        ("campaign", {"qualifier": "agency", "second_qualifier": "desk"}, "Tom Telesales"),
        ("campaign", {"gate_product": "market"}, "Pflicht vor Leadangebot"),
        ("campaign", {"gate_phone": "never"}, "freiwillig"),
        ("campaign", {"unreachable": "cold"}, "als kalt"),
        ("campaign", {"script_de": "Guten Tag, hier ist Wärmewerk."}, "hier ist Wärmewerk"),
        ("campaign", {"hot_from": "80", "points": "15"}, "80"),
        ("campaign", {"needs_consent": "on"}, "Einwilligung in die Weitergabe"),
        ("campaign", {"by_enquiry": []}, "selbst angefragt"),
        ("campaign", {"tells_prospect": []}, "Interessenten schreiben, wer sich meldet"),
        ("campaign", {"asks_wish": []}, "Nach dem Wunschbetrieb fragen"),
        ("campaign", {"sites": "www.example.com *.example.org"}, "https://*.example.org"),
        ("campaign", {"fair_from": "2026-05-05", "fair_until": "2026-05-08"}, "8.5.2026"),
        ("terms", {"de": "Neue Bedingungen"}, "Neue Bedingungen"),
        ("form", {"questions-message-help_de": "Was dürfen wir für Sie tun?"}, "Was dürfen wir für Sie tun?"),
        ("form", {"questions-product-gate": "market"}, "Pflicht vor Leadangebot"),
        ("form", {"options-budget-approved-score": "40"}, "(+40)"),
        ("form", {"conditions-message": "1", "conditions-message-1-when": "need=definite"}, "Steht fest"),
    ],
)
def test_a_change_is_previewed_and_published(
    scene: Scene, as_member: AsMember, kind: str, change: dict[str, Any], said: str
) -> None:
    vera = as_member(scene.vera)
    typed, before = form_of(vera, kind, "default"), counted()
    preview = send(vera, kind, "default", typed | change, do="preview").content.decode()
    assert said in preview
    assert counted() == before
    draft = vera.post(reverse(f"{kind}-draft", args=["default"]), typed | change).content.decode()
    assert said in draft
    assert counted() == before
    assert send(vera, kind, "default", typed | change, do="publish").status_code == 302
    page = vera.get(reverse(f"{kind}-page", args=["default"])).content.decode()
    assert said in page
    assert "Version 2" in page


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("policy", {"window_work_minutes-hot": ""}, "zwingend erforderlich"),
        ("policy", {"warn_at": "100"}, "kleiner oder gleich"),
        ("policy", {"max_offers": "0"}, "größer oder gleich"),
        ("policy", {"ladder": ["2", "1", "0"]}, "kommt nach der vorigen"),
        ("policy", {"ladder-0-tell": []}, "zwingend erforderlich"),
        ("pipeline", {"steps": []}, "mindestens eine Phase"),
        ("pipeline", {"steps-quote-takes_back": "on"}, "nach welcher Zeit"),
        ("reasons", {"lost": []}, "Verloren"),
        ("reasons", {"calls": []}, "Ergebnis eines Anrufs"),
        ("reasons", {"lost-price-outcome": ""}, "als was der Lead beendet"),
        ("campaign", {"markets": []}, "Ohne Verteilregel"),
        ("campaign", {"currency": "Euro"}, "gültigen Wert"),
        ("campaign", {"policy": "gone"}, "gone"),
        ("campaign", {"hot_from": "20"}, "Warm beginnt unter heiß"),
        ("campaign", {"qualifier": "agency", "second_qualifier": "agency"}, "jemand anderen"),
        ("campaign", {"fair_from": "2026-05-05", "fair_until": "2026-05-04"}, "letzte Tag"),
        ("campaign", {"gate_phone": "later"}, "gültige Auswahl"),
        ("campaign", {"sites": "nirgendwo"}, "ist keine Website"),
        ("terms", {"en": " "}, "zwingend erforderlich"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_published(
    scene: Scene, as_member: AsMember, kind: str, change: dict[str, Any], words: str
) -> None:
    vera = as_member(scene.vera)
    typed, before = form_of(vera, kind, "default"), counted()
    answer = send(vera, kind, "default", typed | change, do="publish")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert counted() == before


def test_new_reasons_and_steps_get_short_names_of_their_own(scene: Scene, as_member: AsMember) -> None:
    vera = as_member(scene.vera)
    typed = form_of(vera, "reasons", "default")
    page = send(vera, "reasons", "default", typed, do="add:lost").content.decode()
    more = typed_in(page)
    row = more["lost"][-1]
    more |= {f"lost-{row}-de": ["Zu spät"], f"lost-{row}-en": ["Too late"]}
    assert send(vera, "reasons", "default", more, do="publish").status_code == 302
    assert body_now(scene, "reasons").lost[-1].key == "too_late"
    assert body_now(scene, "reasons").lost[-1].outcome == "lost"


# -- campaigns ----------------------------------------------------------------------------------------------------


def test_conditions_are_kept_and_new_ones_added(scene: Scene, as_member: AsMember) -> None:
    conditions = (
        Condition("customer_type", "is", "business"), Condition("expected_amount", "at_least", 60000),
        Condition("country", "in", ("AT", "CH")), Condition("company", "known", False), Condition("answer.roof", "is", "flat"),
    )  # fmt: skip
    body = Campaign((MarketChoice("default", conditions), MarketChoice("default")))
    publish("campaign", "default", body, actor=actor_of(scene.ada), now=scene.now)
    vera = as_member(scene.vera)
    typed = form_of(vera, "campaign", "default")
    assert ["Österreich, Schweiz"] in typed.values()
    atlantis = {name: ["Atlantis"] for name, value in typed.items() if value == ["Österreich, Schweiz"]}
    unknown = send(vera, "campaign", "default", typed | atlantis, do="publish")
    assert (unknown.status_code, "kein bekanntes Land" in unknown.content.decode()) == (422, True)
    assert send(vera, "campaign", "default", typed, do="publish").status_code == 302
    assert body_now(scene, "campaign") == body
    added = typed_in(
        send(vera, "campaign", "default", typed | {"after": ["3"]}, do="add:conditions-c1").content.decode()
    )
    row = added["conditions-c1"][0]
    added |= {f"conditions-c1-{row}-field": ["postal_code"], f"conditions-c1-{row}-op": ["is"]}
    wrong = send(vera, "campaign", "default", added | {f"conditions-c1-{row}-value": [""]}, do="publish")
    assert wrong.status_code == 422
    assert "passt nicht zum Vergleich" in wrong.content.decode()
    done = send(vera, "campaign", "default", added | {f"conditions-c1-{row}-value": ["80"]}, do="publish")
    assert done.status_code == 302
    assert body_now(scene, "campaign").markets[1].conditions == (Condition("postal_code", "is", "80"),)


def test_what_a_campaign_says_about_questions_and_prospects_is_stored(
    scene: Scene, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    gates = {"phone": "agency", "company": "", "gone": "close"}
    kept = replace(
        body_now(scene, "campaign"), gates=gates, script={"de": "Hallo", "fr": "Bonjour"}, asks_prospect=False
    )
    publish("campaign", "default", kept, actor=actor_of(scene.ada), now=scene.now)
    typed = form_of(vera, "campaign", "default")
    assert (typed["gate_phone"], typed["gate_company"], typed["gate_email"]) == (
        ["agency"],
        ["never"],
        ["form"],
    )
    typed |= {"gate_email": ["market"], "gate_company": ["form"], "fair_from": ["2026-05-05"]}
    assert send(vera, "campaign", "default", typed, do="publish").status_code == 302
    body = body_now(scene, "campaign")
    assert body == replace(
        kept, gates={"gone": "close", "email": "market", "phone": "agency"}, fair_from=date(2026, 5, 5)
    )


# -- new ones, and other names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("market", {"desk": "desk"}), ("campaign", {"source": "fair"}), ("policy", {}), ("pipeline", {}), ("reasons", {}),
    ],
)  # fmt: skip
def test_a_new_one_begins_as_a_copy(
    scene: Scene, as_member: AsMember, kind: str, more: dict[str, str]
) -> None:
    vera = as_member(scene.vera)
    typed = {"name": "Messe Süd", "like": "default", **more}
    if "desk" in typed:
        typed["desk"] = str(scene.desk.id)
    assert vera.get(reverse(f"{kind}-new")).status_code == 200
    done = vera.post(reverse(f"{kind}-new"), typed)
    assert done["Location"] == reverse(f"{kind}-edit", args=["messe-sud"])
    assert body_now(scene, kind, "messe-sud") == body_now(scene, kind)
    before = counted()
    again = vera.post(reverse(f"{kind}-new"), typed)
    assert again.status_code == 422
    assert "vergeben" in again.content.decode()
    assert as_member(scene.otto).post(reverse(f"{kind}-new"), typed | {"name": "Otto"}).status_code == 404
    assert as_member(scene.frieda).get(reverse(f"{kind}-new")).status_code == 404
    assert counted() == before


def test_names_are_changed_without_a_new_version(scene: Scene, as_member: AsMember) -> None:
    vera, versions = as_member(scene.vera), Version.objects.count()
    vera.post("/markets/default/name", {"name": "Süd", "desk": str(scene.desk.id)})
    vera.post("/campaigns/default/name", {"name": "Netz", "source": "web"})
    assert directory().markets["default"].name == "Süd"
    assert (directory().campaigns["default"].name, directory().campaigns["default"].source) == ("Netz", "web")
    before = counted()
    assert (
        "zwingend erforderlich"
        in vera.post("/markets/default/name", {"name": ""}, follow=True).content.decode()
    )
    for address in ("/markets/default/name", "/campaigns/gone/name"):
        assert as_member(scene.frieda).post(address, {"name": "Nein"}).status_code == 404
    assert vera.get("/markets/default/name").status_code == 405
    assert vera.post("/policies/default/name", {"name": "x"}).status_code == 404
    assert (Version.objects.count(), counted()) == (versions, before)


def test_a_policy_keeps_what_its_form_does_not_show(scene: Scene, as_member: AsMember) -> None:
    shown = set(form_of(as_member(scene.vera), "policy", "default"))
    fields = set(Policy.__dataclass_fields__) - {"ladder"}
    assert {name for name in fields if not any(one.startswith(name) for one in shown)} == set()


def test_the_desk_says_in_the_policy_whether_partners_set_their_capacity(
    scene: Scene, as_member: AsMember
) -> None:
    vera, paul = as_member(scene.vera), as_member(scene.paul)
    typed = form_of(vera, "policy", "default")
    assert "Kapazität speichern" in paul.get(reverse("portal-firm")).content.decode()
    assert (
        send(vera, "policy", "default", typed | {"partners_set_capacity": []}, do="publish").status_code
        == 302
    )
    assert "Kapazität speichern" not in paul.get(reverse("portal-firm")).content.decode()
    typed = form_of(vera, "policy", "default")
    assert "partners_set_capacity" not in typed
    assert (
        send(vera, "policy", "default", typed | {"partners_set_capacity": "on"}, do="publish").status_code
        == 302
    )
    assert "Kapazität speichern" in paul.get(reverse("portal-firm")).content.decode()


LACKS = "Keine Anfrage des öffentlichen Formulars"


def test_a_campaign_that_needs_a_consent_nobody_asks_for_says_so_before_it_is_published(
    scene: Scene, as_member: AsMember
) -> None:
    vera = as_member(scene.vera)
    assert LACKS not in vera.get("/campaigns/default/edit").content.decode()
    stricter: list[dict[str, Any]] = [{"needs_consent": "on"}, {"by_enquiry": []}]
    for strict in stricter:
        typed = form_of(vera, "campaign", "default") | strict
        assert LACKS in send(vera, "campaign", "default", typed, do="preview").content.decode()
    form = directory().current("form", "default", at=scene.now).body
    agrees = Question("agrees", {"de": "Ja", "en": "Yes"}, "consent", "prospect", purpose="pass_on")
    for is_internal, is_said in ((True, True), (False, False)):
        asked = replace(agrees, is_internal=is_internal)
        publish(
            "form", "default", replace(form, questions=(*form.questions, asked)), actor=SYSTEM, now=scene.now
        )
        typed = form_of(vera, "campaign", "default") | {"needs_consent": "on"}
        said = send(vera, "campaign", "default", typed, do="preview").content.decode()
        assert (LACKS in said) is is_said


def test_of_a_consent_or_a_file_a_campaign_can_only_require_it_on_the_public_form(
    scene: Scene, as_member: AsMember
) -> None:
    form = directory().current("form", "default", at=scene.now).body
    plan = Question("plan", {"de": "Plan", "en": "Plan"}, "file", "interest")
    publish("form", "default", replace(form, questions=(*form.questions, plan)), actor=SYSTEM, now=scene.now)
    vera = as_member(scene.vera)
    typed = form_of(vera, "campaign", "default")
    assert send(vera, "campaign", "default", typed | {"gate_plan": "close"}, do="publish").status_code == 422
    assert send(vera, "campaign", "default", typed | {"gate_plan": "market"}, do="publish").status_code == 302
    assert body_now(scene, "campaign").gates == {"plan": "market"}
    assert "im öffentlichen Formular" in vera.get("/campaigns/default/edit").content.decode()
