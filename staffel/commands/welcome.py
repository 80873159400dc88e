"""What `staffel up` says when everything runs: what to open and who can log in."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connections

from staffel.actions.first_steps import setup_code
from staffel.demo import PASSWORD
from staffel.models import Installation
from staffel.models.parties import PartyKind
from staffel.models.people import Membership


def welcome() -> str:
    """A few lines for the terminal: the address, one person of each role, where mails go, how to stop."""
    lines = ["", f"  Staffel runs: {settings.STAFFEL_URL}", ""]
    people = _people()
    lines += ["  These people can log in:", *people, ""] if people else []
    if not Installation.objects.exists():
        lines += [
            f"  Nothing is set up yet. Open {settings.STAFFEL_URL}/set-up and enter this code: {setup_code()}",
            f"  Or in another terminal: {_command('init')}",
            "",
        ]
    if Installation.objects.filter(is_demo=True).exists():
        lines += [*_partners(), f"  This is the demonstration: their password is {PASSWORD}", ""]
    if not settings.SENDS_MAIL:
        lines += ["  No EMAIL_URL is set: mails are kept and can be read in the log of deliveries.", ""]
    connections.close_all()
    return "\n".join([*lines, "  Ctrl-C stops everything; the data stays.", ""])


def _command(name: str) -> str:
    """The command as it is typed where the shell knows nothing of this installation."""
    home = f"STAFFEL_HOME={settings.STAFFEL_HOME} " if settings.IS_EMBEDDED else ""
    return f"{home}staffel {name}"


def _people() -> list[str]:
    members = (
        Membership.objects.filter(is_active=True, person__is_active=True)
        .exclude(party__kind=PartyKind.PARTNER)
        .select_related("person", "party")
        .order_by("-party__kind", "role", "person__name")
        .distinct("party__kind", "role")[:6]
    )
    return _shown(members)


def _partners() -> list[str]:
    """The demonstration's partners that can log in, to be seen on a phone."""
    members = Membership.objects.filter(is_active=True, party__kind=PartyKind.PARTNER)
    able = members.exclude(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    lines = _shown(able.select_related("person", "party").order_by("person__email")[:2])
    return ["  And as partners, in the portal:", *lines, ""] if lines else []


def _shown(members: Iterable[Membership]) -> list[str]:
    return [
        f"    {m.person.email}  ({m.person.name}, {m.get_role_display()}, {m.party.name})" for m in members
    ]
