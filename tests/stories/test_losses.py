"""Why leads are lost, and that they are not: a story for each of the reasons 3, 4 and 5, told through the real doors."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from staffel.actions.clock import run_due
from staffel.actions.keys import create_writer_key
from staffel.actions.links import link_for, token
from staffel.actions.materials import add_material
from staffel.actions.versions import publish
from staffel.models import Entry, Handout, Lead, Membership
from staffel.queries.directory import directory
from staffel.rules.forms import DEFAULT_FORM, Option, Question
from tests.actions.relay import broken
from tests.scene import PROSPECT, Scene, actor_of, open_offer, stage

BUDGET: Final = Question(
    "budget", {"de": "Budget", "en": "Budget"}, "choice", "interest", gate="market", in_teaser=True,
    options=(Option("fixed", {"de": "steht", "en": "fixed"}, 70), Option("none", {"de": "offen", "en": "open"})),
)  # fmt: skip
HEATING: Final = Question(
    "heating", {"de": "Heizung heute", "en": "Heating today"}, "choice", "interest", gate="market",
    options=(Option("oil", {"de": "Öl", "en": "Oil"}), Option("gas", {"de": "Gas", "en": "Gas"})),
)  # fmt: skip
MESSAGE: Final = "Der Öltank muss vor dem Winter raus."
Clock = Callable[..., datetime]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    """The campaign's form asks for budget and heating before the market; what is missing the agency asks."""
    made = stage()
    who = [one for one in DEFAULT_FORM.questions if one.section == "prospect" or one.key == "message"]
    form = replace(DEFAULT_FORM, questions=(*who, BUDGET, HEATING))
    publish("form", "default", form, actor=actor_of(made.vera), now=made.now)
    body = replace(directory().current("campaign", "default", at=made.now).body, qualifier="agency")
    publish("campaign", "default", body, actor=actor_of(made.vera), now=made.now)
    with time_machine.travel(made.now, tick=False) as traveller:
        made.travel = traveller.move_to  # type: ignore[attr-defined]
        yield made
    assert broken(now=made.now) == {}


def later(scene: Scene, **duration: float) -> None:
    """Time goes by, on every clock; Staffel's own does what is due."""
    until = scene.now + timedelta(**duration)
    while due := Lead.objects.filter(wake_at__lte=until).order_by("wake_at").first():
        assert due.wake_at is not None
        scene.now = max(scene.now, due.wake_at)
        run_due(scene.now)
    scene.now = until
    scene.travel(until)  # type: ignore[attr-defined]


def website(**values: Any) -> Lead:
    """Somebody asks on the vendor's website, which sends it with its key."""
    given = {"prospect": {**PROSPECT, **values.pop("prospect", {})}, "source": "website", **values}
    key = create_writer_key(f"website {uuid4()}")
    answer = Client().post(
        "/api/leads",
        json.dumps(given),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 201, answer.content
    return Lead.objects.get(id=answer.json()["lead_id"])


def logged_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.person)
    return client


def by_link(scene: Scene, member: Membership, lead: Lead) -> str:
    """The address in the mail with which the partner is asked."""
    return reverse("link", args=[token(link_for("offer", open_offer(lead).id, member.id, now=scene.now))])


def receiver(scene: Scene, lead: Lead) -> Membership:
    asked = open_offer(lead).party_id
    return next(one for one in (scene.paul, scene.petra) if one.party_id == asked)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def press(client: Client, address: str, **typed: Any) -> str:
    answer = client.post(address, typed, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


# -- 3. Good leads drown among bad ones -----------------------------------------------------------------------------


def test_the_hot_lead_is_told_from_the_others_with_its_reasons_and_cools_when_nobody_calls(
    scene: Scene,
) -> None:
    hot = website(answers={"budget": "fixed", "heating": "oil"})
    other = website(
        answers={"budget": "none", "heating": "gas"}, prospect={"last_name": "Berg", "email": "b@example.org", "phone": "+4988154321"}
    )  # fmt: skip
    windows = {lead.id: open_offer(lead).window_ends_at - scene.now for lead in (hot, other)}
    assert windows[hot.id] < windows[other.id]  # who is hot is answered first

    partner = receiver(scene, hot)
    offered = read(Client(), by_link(scene, partner, hot))
    assert "heiß" in offered
    assert "heiß: Budget: steht" in offered  # the receiver reads why
    told = read(Client(), by_link(scene, receiver(scene, other), other))
    assert "heiß" not in told
    listed = read(logged_in(scene.vera), reverse("leads") + "?temperature=hot")
    assert str(hot.id) in listed
    assert str(other.id) not in listed

    later(scene, days=10)  # nobody answers, nobody calls
    hot.refresh_from_db()
    assert hot.temperature != "hot"
    page = read(logged_in(scene.vera), reverse("lead", args=[hot.id]))
    assert "abgekühlt" in page

    desk_page = reverse("lead-act", args=[hot.id, "place"])
    press(logged_in(scene.vera), desk_page, party=scene.paul.party.key, text="Bitte heute anrufen")
    paul, portal = logged_in(scene.paul), reverse("portal-lead", args=[hot.id])
    press(paul, reverse("portal-answer", args=[hot.id, "contact"]))
    press(
        paul, reverse("portal-answer", args=[hot.id, "rate"]), temperature="hot"
    )  # one tap: how hot it really is
    assert 'value="hot" aria-pressed="true"' in read(paul, portal)
    assert hot.mandates.get(ended_at=None).rated_temperature == "hot"


# -- 4. Information is lost on the way ------------------------------------------------------------------------------


def test_what_one_has_learned_everybody_who_holds_the_lead_reads_and_nobody_types_it_again(
    scene: Scene,
) -> None:
    lead = website(answers={"budget": "fixed", "message": MESSAGE})
    tom, call = logged_in(scene.tom), reverse("call", args=[lead.id])
    press(tom, reverse("call-act", args=[lead.id, "take"]))
    before = read(tom, call)
    assert MESSAGE in before  # what the prospect wrote on the website
    press(tom, reverse("call-answer", args=[lead.id, "heating"]), value="oil", seen="")
    press(
        tom, reverse("call-act", args=[lead.id, "done"]), result="reached", then="hand-on", text="Nachmittags ist sie zu Hause"
    )  # fmt: skip

    partner = receiver(scene, lead)
    door = logged_in(partner)
    press(door, reverse("portal-answer", args=[lead.id, "accept"]))
    portal = read(door, reverse("portal-lead", args=[lead.id]))
    for known in ("Musterfrau", MESSAGE, "steht", "Öl", "Nachmittags ist sie zu Hause"):
        assert known in portal, known
    note = reverse("portal-answer", args=[lead.id, "note"])
    press(door, note, text="Keller ist schmal, Gerät von außen")
    press(door, reverse("portal-answer", args=[lead.id, "quote"]), amount="19.800")

    desk = read(logged_in(scene.vera), reverse("lead", args=[lead.id]))
    for known in (MESSAGE, "Nachmittags ist sie zu Hause", "Keller ist schmal, Gerät von außen", "19.800"):
        assert known in desk, known

    take_back = reverse("lead-act", args=[lead.id, "hand-over"])
    next_one = scene.petra if partner is scene.paul else scene.paul
    press(logged_in(scene.vera), take_back, party=next_one.party.key, text="Urlaub")
    handed = read(logged_in(next_one), reverse("portal-lead", args=[lead.id]))
    for known in ("Musterfrau", MESSAGE, "steht", "Öl", "Nachmittags ist sie zu Hause"):
        assert known in handed, known  # the next one begins where the first has stopped
    assert not Entry.objects.filter(lead=lead, kind="question.asked_again").exists()


# -- 5. Steps are repeated ------------------------------------------------------------------------------------------


@pytest.fixture
def prices(scene: Scene) -> UUID:
    return add_material(
        "Preisliste", is_paper=True, repeats="forbid", actor=actor_of(scene.vera), now=scene.now
    )


@pytest.fixture
def brochure(scene: Scene) -> UUID:
    values = {"is_paper": True, "filename": "p.pdf", "content": b"%PDF-1.4"}
    return add_material("Prospekt", **values, actor=actor_of(scene.vera), now=scene.now)  # type: ignore[arg-type]


def test_a_complete_lead_skips_the_call_and_an_incomplete_one_is_asked_only_what_is_open(
    scene: Scene,
) -> None:
    complete = website(answers={"budget": "none", "heating": "gas"})
    assert complete.status == "brokering"
    tom = logged_in(scene.tom)
    assert str(complete.id) not in read(tom, reverse("calls"))
    lacking = website(
        answers={"budget": "none"}, prospect={"last_name": "Berg", "email": "b@example.org", "phone": "+4988154321"}
    )  # fmt: skip
    press(tom, reverse("next-call"))
    call = read(tom, reverse("call", args=[lacking.id]))
    asked = call.split('<h2 id="asked"')[1].split("</h2>")[0]
    assert "Heizung heute" in asked
    assert "Budget" in call.split('class="known"')[1].split("</details>")[0]
    press(tom, reverse("call-answer", args=[lacking.id, "heating"]), value="oil", seen="")
    press(tom, reverse("call-act", args=[lacking.id, "done"]), result="reached", then="hand-on")
    lacking.refresh_from_db()
    assert lacking.status == "brokering"

    statement = read(logged_in(scene.vera), reverse("asked-once"))
    assert "<b>1</b></a> von 2 Leads gingen direkt in die Vergabe" in statement


def test_a_brochure_is_given_once_whoever_speaks_with_the_prospect(
    scene: Scene, brochure: UUID, prices: UUID
) -> None:
    vera = logged_in(scene.vera)
    talk = {
        "id": str(uuid4()), "asked_at": scene.now.isoformat(), "campaign": "default",
        "values": {**{name: PROSPECT[name] for name in ("first_name", "last_name", "email", "phone", "postal_code")}, "budget": "fixed"},
        "materials": {"preisliste": "given", "prospekt": "given"},
    }  # fmt: skip
    body = json.dumps({"device": str(uuid4()), "now": scene.now.isoformat(), "leads": [talk]})
    assert vera.post(reverse("capture-leads"), body, content_type="application/json").status_code == 200
    lead = Lead.objects.get()
    assert Handout.objects.filter(lead=lead, way="fair").count() == 2

    tom, give = logged_in(scene.tom), reverse("call-hand-out", args=[lead.id])
    panel = read(tom, reverse("call", args=[lead.id])).split('id="materials-panel"')[1]
    assert "Prospekt" in panel.split("</section>")[0]
    warned = tom.post(give, {"materials": [str(brochure)], "way": "mail"})
    assert warned.status_code == 422  # told beforehand, and nothing was sent
    assert press(tom, give, materials=[str(prices)], way="by_hand", again="1")  # blocked, whatever is ticked
    press(tom, reverse("call-act", args=[lead.id, "take"]))
    press(tom, reverse("call-answer", args=[lead.id, "heating"]), value="oil", seen="")
    press(tom, reverse("call-act", args=[lead.id, "done"]), result="reached", then="hand-on")

    door = logged_in(receiver(scene, lead))
    press(door, reverse("portal-answer", args=[lead.id, "accept"]))
    portal = read(door, reverse("portal-lead", args=[lead.id]))
    assert "Der Interessent hat" in portal
    given = door.post(reverse("portal-answer", args=[lead.id, "hand-out"]), {"materials": str(brochure)})
    assert given.status_code == 422
    assert Handout.objects.filter(lead=lead).count() == 2  # the same two as at the fair

    later(scene, minutes=1)
    statement = read(vera, reverse("asked-once"))
    blocked = statement.split("Unterlagen nicht doppelt gegeben")[1].split("</tr>")[0]
    assert ">1</a>" in blocked
