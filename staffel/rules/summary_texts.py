"""The text every installation begins with for the mail of each working morning."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.mail_text import Text
from staffel.rules.mail_text import mail_text as _text

SUMMARY_TEXTS: Final[Mapping[str, Text]] = {
    "today.summary": _text(
        de="""
{% if quiet %}Heute wartet nichts{% else %}Heute: {{ sentence }}{% endif %}

{% if quiet %}{{ sentence }}
{% else %}{{ greeting }}

{{ sentence }}.
{% if urgent %}{{ urgent }}.{% endif %}

{% if leads %}Das Dringendste:
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
Zuständig: {{ lead.holder }}
{{ lead.task }}, {{ lead.due }}
Lead öffnen: {{ lead.link }}
{% endfor %}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}{% endif %}

Heute öffnen: {{ link }}

Diese Mail kommt an jedem Arbeitstag. Abstellen können Sie sie unter „Mein Konto“.
""",
        en="""
{% if quiet %}Nothing waits today{% else %}Today: {{ sentence }}{% endif %}

{% if quiet %}{{ sentence }}
{% else %}{{ greeting }}

{{ sentence }}.
{% if urgent %}{{ urgent }}.{% endif %}

{% if leads %}Most urgent:
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
Responsible: {{ lead.holder }}
{{ lead.task }}, {{ lead.due }}
Open the lead: {{ lead.link }}
{% endfor %}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}{% endif %}

Open Today: {{ link }}

This mail comes every working day. You can switch it off under “My account”.
""",
    ),
}
