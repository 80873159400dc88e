"""The texts every installation begins with, as a mail is read: the subject, an empty line, the body."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.invitation_texts import INVITATION_TEXTS
from staffel.rules.lead_texts import LEAD_TEXTS
from staffel.rules.mail_text import Text
from staffel.rules.mail_text import mail_text as _text
from staffel.rules.prospect_texts import PROSPECT_TEXTS
from staffel.rules.summary_texts import SUMMARY_TEXTS

DEFAULT_TEXTS: Final[Mapping[str, Text]] = {
    **LEAD_TEXTS,
    **PROSPECT_TEXTS,
    "offer.made": _text(
        de="""
Neue Anfrage{% if product %}: {{ title }}{% else %} aus {{ place }}{% endif %}, {{ temperature }}

{{ greeting }}

wir haben eine neue Anfrage für Sie. Bitte antworten Sie bis {{ due }}.

Was: {% if product %}{{ product }}{% else %}Anfrage über {{ campaign }}{% endif %}
Wo: {{ place }}{% if distance %}, {{ distance }} km von Ihnen{% endif %}
Leadtemperatur: {{ temperature }}{% if temperature_reason %} – {{ temperature_reason }}{% endif %}
{% if call_time %}Anruf gewünscht: {{ call_time }}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}

Ansehen und antworten: {{ link }}

Name und Telefonnummer sehen Sie, sobald Sie angenommen haben. Passt die Anfrage nicht, lehnen Sie bitte kurz ab: Dann fragen wir gleich den nächsten Betrieb.
""",
        en="""
New enquiry{% if product %}: {{ title }}{% else %} from {{ place }}{% endif %}, {{ temperature }}

{{ greeting }}

We have a new enquiry for you. Please answer by {{ due }}.

What: {% if product %}{{ product }}{% else %}enquiry from {{ campaign }}{% endif %}
Where: {{ place }}{% if distance %}, {{ distance }} km from you{% endif %}
Temperature: {{ temperature }}{% if temperature_reason %} – {{ temperature_reason }}{% endif %}
{% if call_time %}Wishes a call: {{ call_time }}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}

View and answer: {{ link }}

You will see the name and telephone number as soon as you have accepted. If it does not suit you, please decline: we will then ask the next firm at once.
""",
    ),
    "offer.warning": _text(
        de="""
Nur noch bis {{ due }}: {{ title }}, {{ temperature }}

{{ greeting }}

bitte antworten Sie bis {{ due }}. Danach fragen wir den nächsten Betrieb.

Was: {% if product %}{{ product }}{% else %}Anfrage über {{ campaign }}{% endif %}
Wo: {{ place }}{% if distance %}, {{ distance }} km von Ihnen{% endif %}
Leadtemperatur: {{ temperature }}{% if temperature_reason %} – {{ temperature_reason }}{% endif %}
{% if call_time %}Anruf gewünscht: {{ call_time }}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}

Ansehen und antworten: {{ link }}
""",
        en="""
Only until {{ due }}: {{ title }}, {{ temperature }}

{{ greeting }}

Please answer by {{ due }}. After that we will ask the next firm.

What: {% if product %}{{ product }}{% else %}enquiry from {{ campaign }}{% endif %}
Where: {{ place }}{% if distance %}, {{ distance }} km from you{% endif %}
Temperature: {{ temperature }}{% if temperature_reason %} – {{ temperature_reason }}{% endif %}
{% if call_time %}Wishes a call: {{ call_time }}{% endif %}
{% for item in items %}{{ item.label }}: {{ item.value }}
{% endfor %}

View and answer: {{ link }}
""",
    ),
    "offer.withdrawn": _text(
        de="""
Nicht mehr offen: {{ title }}

{{ greeting }}

diese Anfrage ist nicht mehr offen. Sie müssen nichts tun.

{{ title }}, {{ temperature }} (Nr. {{ number }})

Bei der nächsten Anfrage fragen wir Sie gern wieder.
""",
        en="""
No longer open: {{ title }}

{{ greeting }}

This enquiry is no longer open. There is nothing you need to do.

{{ title }}, {{ temperature }} (no. {{ number }})

We will be glad to ask you again.
""",
    ),
    "mandate.taken_back": _text(
        de="""
Zurückgeholt: {{ title }}

{{ greeting }}

wir haben diese Anfrage zurückgeholt und kümmern uns darum, dass sie beantwortet wird. Bitte rufen Sie dort nicht mehr an.

{{ title }}, {{ temperature }} (Nr. {{ number }})
""",
        en="""
Taken back: {{ title }}

{{ greeting }}

We have taken this enquiry back and will see to it that it is answered. Please do not call there any more.

{{ title }}, {{ temperature }} (no. {{ number }})
""",
    ),
    "lead.placed": _text(
        de="""
Für Sie: {{ title }}, {{ temperature }}

{{ greeting }}

wir haben Ihnen diese Anfrage direkt übergeben. Sie sind jetzt zuständig.

{{ title }}, {{ temperature }} (Nr. {{ number }})
{{ task }} bis {{ due }}

Kontaktdaten ansehen: {{ link }}
""",
        en="""
For you: {{ title }}, {{ temperature }}

{{ greeting }}

We have handed this enquiry to you directly. You are responsible for it now.

{{ title }}, {{ temperature }} (no. {{ number }})
{{ task }} by {{ due }}

View the contact data: {{ link }}
""",
    ),
    "lead.closed": _text(
        de="""
Beendet: {{ title }}

{{ greeting }}

wir haben diese Anfrage beendet. Sie müssen nichts mehr tun.

{{ title }}, {{ temperature }} (Nr. {{ number }})
""",
        en="""
Closed: {{ title }}

{{ greeting }}

We have closed this enquiry. There is nothing more you need to do.

{{ title }}, {{ temperature }} (no. {{ number }})
""",
    ),
    "lead.on_desk": _text(
        de="""
{% if several %}{{ count }} Leads warten auf den Innendienst{% else %}Beim Innendienst: {{ title }}, {{ temperature }}{% endif %}

{{ greeting }}

{% if several %}diese Leads liegen{% else %}dieser Lead liegt{% endif %} beim Innendienst.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
Grund: {{ lead.reason }}
{{ lead.task }} bis {{ lead.due }}
Lead öffnen: {{ lead.link }}
{% endfor %}
""",
        en="""
{% if several %}{{ count }} leads are waiting for the desk{% else %}On the desk: {{ title }}, {{ temperature }}{% endif %}

{{ greeting }}

{% if several %}These leads are{% else %}This lead is{% endif %} on the desk.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
Reason: {{ lead.reason }}
{{ lead.task }} by {{ lead.due }}
Open the lead: {{ lead.link }}
{% endfor %}
""",
    ),
    "lead.qualifying": _text(
        de="""
{% if several %}{{ count }} Leads sind zu qualifizieren{% else %}Zu qualifizieren: {{ title }}, {{ temperature }}{% endif %}

{{ greeting }}

{% if several %}bei diesen Leads fehlen Angaben, bevor sie vergeben werden können.{% else %}bei diesem Lead fehlen Angaben, bevor er vergeben werden kann.{% endif %}
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
{{ lead.task }} bis {{ lead.due }}
Lead öffnen: {{ lead.link }}
{% endfor %}
""",
        en="""
{% if several %}{{ count }} leads to qualify{% else %}To qualify: {{ title }}, {{ temperature }}{% endif %}

{{ greeting }}

{% if several %}These leads lack answers that are needed before they can be placed.{% else %}This lead lacks answers that are needed before it can be placed.{% endif %}
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
{{ lead.task }} by {{ lead.due }}
Open the lead: {{ lead.link }}
{% endfor %}
""",
    ),
    "deadline.warned": _text(
        de="""
{% if several %}{{ count }} Anfragen sind bald fällig{% else %}Bald fällig: {{ title }}, {{ task }} bis {{ due }}{% endif %}

{{ greeting }}

{% if several %}diese Anfragen sind{% else %}diese Anfrage ist{% endif %} bald fällig.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
{{ lead.task }} bis {{ lead.due }}
Anfrage öffnen: {{ lead.link }}
{% endfor %}
""",
        en="""
{% if several %}{{ count }} enquiries are due soon{% else %}Due soon: {{ title }}, {{ task }} by {{ due }}{% endif %}

{{ greeting }}

{% if several %}These enquiries are{% else %}This enquiry is{% endif %} due soon.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
{{ lead.task }} by {{ lead.due }}
Open the enquiry: {{ lead.link }}
{% endfor %}
""",
    ),
    "deadline.missed": _text(
        de="""
{% if several %}{{ count }} Anfragen sind überfällig{% else %}Überfällig: {{ title }}, {{ task }}{% endif %}

{{ greeting }}

{% if several %}diese Anfragen sind überfällig. Die Interessenten warten{% else %}diese Anfrage ist überfällig. Der Interessent wartet{% endif %}.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
{{ lead.task }}, fällig seit {{ lead.due }}
Anfrage öffnen: {{ lead.link }}
{% endfor %}
Schaffen Sie es nicht, geben Sie die Anfrage bitte zurück: Ein anderer Betrieb übernimmt sie dann.
""",
        en="""
{% if several %}{{ count }} enquiries are overdue{% else %}Overdue: {{ title }}, {{ task }}{% endif %}

{{ greeting }}

{% if several %}These enquiries are overdue. The prospects are waiting{% else %}This enquiry is overdue. The prospect is waiting{% endif %}.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
{{ lead.task }}, due since {{ lead.due }}
Open the enquiry: {{ lead.link }}
{% endfor %}
If you cannot manage it, please give the enquiry back: another firm will then take it.
""",
    ),
    "deadline.warned.desk": _text(
        de="""
{% if several %}{{ count }} Leads sind bald fällig{% else %}Bald fällig: {{ title }}, {{ holder }}{% endif %}

{{ greeting }}

{% if several %}diese Leads sind{% else %}dieser Lead ist{% endif %} bald fällig.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
Zuständig: {{ lead.holder }}
{{ lead.task }} bis {{ lead.due }}
Lead öffnen: {{ lead.link }}
{% endfor %}
""",
        en="""
{% if several %}{{ count }} leads are due soon{% else %}Due soon: {{ title }}, {{ holder }}{% endif %}

{{ greeting }}

{% if several %}These leads are{% else %}This lead is{% endif %} due soon.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
Responsible: {{ lead.holder }}
{{ lead.task }} by {{ lead.due }}
Open the lead: {{ lead.link }}
{% endfor %}
""",
    ),
    "deadline.missed.desk": _text(
        de="""
{% if several %}{{ count }} Leads sind überfällig{% else %}Überfällig: {{ title }}, {{ holder }}{% endif %}

{{ greeting }}

{% if several %}diese Leads sind{% else %}dieser Lead ist{% endif %} überfällig.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (Nr. {{ lead.number }})
Zuständig: {{ lead.holder }}
{{ lead.task }}, fällig seit {{ lead.due }}
Lead öffnen: {{ lead.link }}
{% endfor %}
""",
        en="""
{% if several %}{{ count }} leads are overdue{% else %}Overdue: {{ title }}, {{ holder }}{% endif %}

{{ greeting }}

{% if several %}These leads are{% else %}This lead is{% endif %} overdue.
{% for lead in leads %}
{{ lead.title }}, {{ lead.temperature }} (no. {{ lead.number }})
Responsible: {{ lead.holder }}
{{ lead.task }}, due since {{ lead.due }}
Open the lead: {{ lead.link }}
{% endfor %}
""",
    ),
    "deadline.extension_asked": _text(
        de="""
Bitte um mehr Zeit: {{ holder }}, {{ title }}

{{ greeting }}

{{ holder }} bittet um mehr Zeit.

{{ title }}, {{ temperature }} (Nr. {{ number }})
{{ task }} bis {{ due }}

Begründung lesen und entscheiden: {{ link }}
""",
        en="""
More time asked for: {{ holder }}, {{ title }}

{{ greeting }}

{{ holder }} asks for more time.

{{ title }}, {{ temperature }} (no. {{ number }})
{{ task }} by {{ due }}

Read the reason and decide: {{ link }}
""",
    ),
    "deadline.extended": _text(
        de="""
Mehr Zeit bis {{ due }}: {{ title }}

{{ greeting }}

Sie haben mehr Zeit für diese Anfrage.

{{ title }}, {{ temperature }} (Nr. {{ number }})
{{ task }} bis {{ due }}

Anfrage öffnen: {{ link }}
""",
        en="""
More time until {{ due }}: {{ title }}

{{ greeting }}

You have more time for this enquiry.

{{ title }}, {{ temperature }} (no. {{ number }})
{{ task }} by {{ due }}

Open the enquiry: {{ link }}
""",
    ),
    **INVITATION_TEXTS,
    **SUMMARY_TEXTS,
}
