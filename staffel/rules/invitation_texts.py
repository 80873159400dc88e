"""The texts that invite: a partner to get enquiries, and the vendor's own people and its agency to an access."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.mail_text import Text, mail_text

INVITATION_TEXTS: Final[Mapping[str, Text]] = {
    "invitation": mail_text(
        de="""
{{ vendor }} lädt Sie ein: Anfragen aus Ihrer Nähe

{{ greeting }}

{{ inviter }} lädt {{ party }} ein, Anfragen von {{ vendor }} zu bekommen.

Wir senden Ihnen Anfragen, die zu Ihnen passen. Sie entscheiden bei jeder selbst, ob Sie sie annehmen: mit einem Druck im Browser, auch auf dem Telefon. Ein Programm brauchen Sie nicht.

Was wir vereinbaren, lesen Sie auf der Seite dahinter. Dort sagen Sie auch zu oder ab.

Ansehen und antworten: {{ link }}

Die Einladung gilt 30 Tage und nur für Sie. Bitte geben Sie den Link nicht weiter.
""",
        en="""
{{ vendor }} invites you: enquiries near you

{{ greeting }}

{{ inviter }} invites {{ party }} to get enquiries from {{ vendor }}.

We send you enquiries that suit you. You decide for each of them whether you accept it: with one press in the browser, on a phone too. You need no program.

What we agree on is said on the page behind this link. There you also accept or decline.

View and answer: {{ link }}

The invitation is valid for 30 days and for you alone. Please do not pass the link on.
""",
    ),
    "invitation.desk": mail_text(
        de="""
Ihr Zugang zur Leadverteilung von {{ vendor }}

{{ greeting }}

{{ inviter }} hat für Sie einen Zugang angelegt: {{ party }}.

Unter diesem Link wählen Sie Ihr Passwort und Ihre Einstellungen.

Zugang einrichten: {{ link }}

Der Link gilt 30 Tage und nur für Sie. Bitte geben Sie ihn nicht weiter.
""",
        en="""
Your access to the lead distribution of {{ vendor }}

{{ greeting }}

{{ inviter }} has set up an access for you: {{ party }}.

Behind this link you choose your password and your settings.

Set up your access: {{ link }}

The link is valid for 30 days and for you alone. Please do not pass it on.
""",
    ),
}
