"""What the demonstration's people give to prospects, what they would give twice, and what its mail room posts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from staffel.actions.actors import Actor
from staffel.actions.handouts import hand_out, tick_off
from staffel.actions.materials import add_material
from staffel.demo.story import Heard, Reaction, Story
from staffel.models import Handout, Lead, Material, PartyKind
from staffel.rules.refused import Refused

BROCHURE: Final = "Prospekt Wärmepumpen"
PRICES: Final = "Preisliste Wärmepumpen"
GUIDE: Final = "Ratgeber Förderung"
# Shares: of those who write, at the stand, on the telephone of an agency, with a quote; and of warnings passed over.
ASKS_FOR_IT: Final = 0.14
AT_THE_STAND: Final = 0.65
ON_THE_TELEPHONE: Final = 0.4
WITH_A_QUOTE: Final = 0.45
ALL_THE_SAME: Final = 0.3


def fill_catalogue(*, actor: Actor, now: datetime) -> None:
    """A brochure on paper and as a file, a price list that nobody gets twice, and a guide that is only mailed."""
    for title, is_paper, repeats in (
        (BROCHURE, True, "warn"),
        (PRICES, True, "forbid"),
        (GUIDE, False, "warn"),
    ):
        add_material(
            title, language="de", is_paper=is_paper, repeats=repeats, filename=f"{title}.pdf", content=_page(title),
            actor=actor, now=now,
        )  # fmt: skip


def _page(title: str) -> bytes:
    """One page of PDF that says what it is."""
    text = title.encode("cp1252")
    stream = b"BT /F1 24 Tf 72 760 Td (" + text + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(written))
    return written + head + table + end


def met(story: Story, entry: Heard) -> None:
    """Whoever stood at the stand took something along; some of the others ask for it when they write."""
    chance, lead_id = story.chance(entry.lead_id), entry.lead_id
    at_stand = entry.data.get("source") == "fair"
    if chance.random() > (AT_THE_STAND if at_stand else ASKS_FOR_IT):
        return
    desk_id = Lead.objects.values_list("desk_id", flat=True).get(id=lead_id)
    titles = chance.choice(((BROCHURE,), (PRICES,), (BROCHURE, PRICES)))
    if at_stand:
        story.at(story.now, lambda: _give(story, lead_id, desk_id, titles, way="fair"))
    else:
        story.soon(desk_id, lead_id, 60, lambda: _give(story, lead_id, desk_id, titles, way="mail"))


def talked(story: Story, entry: Heard) -> None:
    """Whoever has been spoken with is promised something: by the agency a mail, by the house now and then a letter."""
    chance, lead_id, party_id = story.chance(entry.lead_id), entry.lead_id, entry.holder_id
    if entry.mandate_id or party_id is None or chance.random() > ON_THE_TELEPHONE:
        return
    titles = chance.choice(((BROCHURE,), (PRICES,), (BROCHURE, GUIDE)))
    way = "letter" if titles == (BROCHURE,) and chance.random() < 0.4 else "mail"
    story.at(story.now + timedelta(minutes=1), lambda: _give(story, lead_id, party_id, titles, way=way))


def quoted(story: Story, entry: Heard) -> None:
    """A quote comes with the brochure or the prices; whoever has them is asked no more than that."""
    chance, lead_id, party_id = story.chance(entry.lead_id), entry.lead_id, entry.holder_id
    if party_id is None or chance.random() > WITH_A_QUOTE:
        return
    titles = chance.choice(((BROCHURE,), (PRICES,), (BROCHURE, PRICES)))
    way = "partner" if story.book.parties[party_id].kind == PartyKind.PARTNER else "by_hand"
    story.at(story.now + timedelta(minutes=2), lambda: _give(story, lead_id, party_id, titles, way=way))


def _give(story: Story, lead_id: UUID, party_id: UUID, titles: Sequence[str], *, way: str) -> None:
    """Warned that the prospect has it, most leave it at that; some give it all the same. What must not be given twice
    is blocked by Staffel."""
    ids = list(Material.objects.filter(title__in=titles).values_list("id", flat=True))
    actor, chance = story.actor(party_id, lead_id), story.chance(lead_id)
    try:
        hand_out(lead_id, ids, way=way, actor=actor, now=story.now)
    except Refused as refused:
        if refused.code != "material_again" or chance.random() > ALL_THE_SAME:
            raise
        hand_out(lead_id, ids, way=way, is_again=True, actor=actor, now=story.now)


def post(story: Story, entry: Heard) -> None:
    """The mail room posts on the next working day what was promised by letter."""
    if entry.data.get("way") == "letter":
        desk_id = Lead.objects.values_list("desk_id", flat=True).get(id=entry.lead_id)
        story.soon(desk_id, entry.lead_id, 400, lambda: _post(story, entry.lead_id, desk_id))


def _post(story: Story, lead_id: UUID, desk_id: UUID) -> None:
    waiting = Handout.objects.filter(lead_id=lead_id, way="letter", at=None, cancelled_at=None)
    tick_off(list(waiting.values_list("id", flat=True)), actor=story.actor(desk_id, lead_id), now=story.now)


REACTIONS: Final[Mapping[str, Reaction]] = {
    "lead.captured": met,
    "activity.contact": talked,
    "activity.quote": quoted,
    "handout.promised": post,
}
