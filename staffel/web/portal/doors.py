"""The two doors to an enquiry's page: the link in a mail proves that one enquiry; who is logged in has all its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from staffel.actions.actors import Actor
from staffel.actions.links import link_by_token
from staffel.models import Membership
from staffel.queries.access import Handed, handed_by, handed_to


@dataclass(frozen=True, slots=True)
class Door:
    """Builds the addresses of one enquiry's page. `token` "": the reader is logged in. `switched`: the language chosen on
    a link's page, which has no cookie to remember it."""

    handed: Handed
    token: str = ""
    switched: str = ""

    @property
    def is_link(self) -> bool:
        return bool(self.token)

    @property
    def actor(self) -> Actor:
        member = self.handed.member
        return Actor("link" if self.is_link else "member", member.id, member.party_id)

    @property
    def receipts(self) -> str:
        """Behind which door the receipts of double taps are kept."""
        return f"link:{self.handed.link.id}" if self.handed.link else f"portal:{self.handed.member.id}"

    @property
    def page(self) -> str:
        return self._asked(self._address("link", "portal-lead"))

    @property
    def process(self) -> str:
        return self._asked(
            reverse("link-process", args=[self.token]) if self.token else reverse("portal-process")
        )

    def act(self, name: str) -> str:
        """Where the form of this act is posted to."""
        return self._address("answer", "portal-answer", name)

    def done(self, act: str) -> str:
        """The page again, saying what was done."""
        return self._asked(self._address("link", "portal-lead"), done=act)

    def appointment(self, activity_id: Any) -> str:
        return self._address("link-appointment", "portal-appointment", activity_id)

    @property
    def contact_card(self) -> str:
        return self._address("link-contact", "portal-contact")

    def file(self, attachment_id: Any) -> str:
        return self._address("link-file", "portal-file", attachment_id)

    def _address(self, by_link: str, logged_in: str, *more: Any) -> str:
        if self.token:
            return reverse(by_link, args=[self.token, *more])
        return reverse(logged_in, args=[self.handed.lead.id, *more])

    def _asked(self, address: str, **query: str) -> str:
        values = QueryDict(mutable=True)
        values.update({**query, **({"language": self.switched} if self.switched else {})})
        return f"{address}?{values.urlencode()}" if values else address


def door_by_link(request: HttpRequest, token: str, *, now: datetime) -> Door | None:
    """None where the token is wrong, over or revoked, or its person may not log in any more."""
    found = link_by_token(token, now=now)
    handed = handed_by(found) if found and found.of.person.is_active else None
    return Door(handed, token, _switched(request)) if handed else None


def door_logged_in(member: Membership, lead_id: Any) -> Door | None:
    """None where the member's party has nothing to do with the lead."""
    handed = handed_to(member, lead_id)
    return Door(handed) if handed else None


def _switched(request: HttpRequest) -> str:
    wanted = request.POST.get("language") or request.GET.get("language") or ""
    return wanted if wanted in dict(settings.LANGUAGES) else ""
