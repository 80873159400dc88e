"""The texts for prospects: that their enquiry has arrived, who will call them, and whether somebody has called; and what
the vendor's side is told when nobody has."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.mail_text import Text, mail_text

PROSPECT_TEXTS: Final[Mapping[str, Text]] = {
    "prospect.received": mail_text(
        de="""
Ihre Anfrage ist angekommen{% if product %}: {{ product }}{% endif %}

{{ greeting }}

{% if needs_consent %}vielen Dank für Ihre Anfrage. Bevor wir sie an einen Betrieb weitergeben dürfen, brauchen wir Ihre Einwilligung. Bitte geben Sie sie hier, dann geht es sofort weiter: {{ link }}
{% else %}vielen Dank für Ihre Anfrage. Wir suchen jetzt den Betrieb, der am besten zu Ihnen passt, und schreiben Ihnen, sobald feststeht, wer sich bei Ihnen meldet.

Wie es steht, sehen Sie jederzeit hier: {{ link }}
{% endif %}
{% if vendor_privacy %}Wie wir mit Ihren Daten umgehen: {{ vendor_privacy }}
{% endif %}Die Seite gehört nur Ihnen. Dort können Sie Ihre Anfrage auch zurückziehen.
""",
        en="""
Your enquiry has arrived{% if product %}: {{ product }}{% endif %}

{{ greeting }}

{% if needs_consent %}Thank you for your enquiry. Before we may pass it on to a firm, we need your consent. Please give it here, and we go on at once: {{ link }}
{% else %}Thank you for your enquiry. We are now looking for the firm that suits you best, and will write to you as soon as it is settled who will get in touch with you.

How it stands you can see here at any time: {{ link }}
{% endif %}
{% if vendor_privacy %}How we handle your data: {{ vendor_privacy }}
{% endif %}The page belongs to you alone. There you can also withdraw your enquiry.
""",
    ),
    "prospect.accepted": mail_text(
        de="""
{{ partner }} meldet sich bei Ihnen

{{ greeting }}

{{ partner }} kümmert sich um Ihre Anfrage vom {{ asked_on }} und meldet sich{% if due %} bis {{ due }}{% endif %} bei Ihnen{% if phone %}, voraussichtlich von der Nummer {{ phone }}{% endif %}.

Wie es steht: {{ link }}

Für die weitere Bearbeitung gilt die Datenschutzerklärung von {{ partner }}{% if privacy %}: {{ privacy }}{% else %}. Sie erhalten sie dort.{% endif %}
{% if vendor_privacy %}Unsere eigene finden Sie hier: {{ vendor_privacy }}
{% endif %}
""",
        en="""
{{ partner }} will get in touch with you

{{ greeting }}

{{ partner }} takes care of your enquiry of {{ asked_on }} and will get in touch with you{% if due %} by {{ due }}{% endif %}{% if phone %}, probably from the number {{ phone }}{% endif %}.

How it stands: {{ link }}

From here on the data protection notice of {{ partner }} applies{% if privacy %}: {{ privacy }}{% else %}. You get it there.{% endif %}
{% if vendor_privacy %}Ours you will find here: {{ vendor_privacy }}
{% endif %}
""",
    ),
    "prospect.asked": mail_text(
        de="""
Hat sich {{ partner }} bei Ihnen gemeldet?

{{ greeting }}

{{ partner }} wollte sich wegen Ihrer Anfrage vom {{ asked_on }} bei Ihnen melden. Hat das geklappt? Mit einem Druck auf Ja oder Nein helfen Sie uns sehr.

Ja oder nein: {{ link }}

Bei einem Nein kümmern wir uns sofort darum.
""",
        en="""
Has {{ partner }} been in touch with you?

{{ greeting }}

{{ partner }} was going to get in touch about your enquiry of {{ asked_on }}. Did that work out? One press on yes or no helps us a lot.

Yes or no: {{ link }}

If the answer is no, we will see to it at once.
""",
    ),
    "prospect.materials": mail_text(
        de="""
Ihre Unterlagen von {{ vendor }}

{{ greeting }}

zu Ihrer Anfrage vom {{ asked_on }} schicken wir Ihnen:

{% for item in items %}{{ item.label }}
{% endfor %}

Ansehen und herunterladen: {{ link }}
""",
        en="""
Your documents from {{ vendor }}

{{ greeting }}

For your enquiry of {{ asked_on }} we send you:

{% for item in items %}{{ item.label }}
{% endfor %}

View and download: {{ link }}
""",
    ),
    "prospect.denied": mail_text(
        de="""
Beim Interessenten hat niemand angerufen: {{ title }}

{{ greeting }}

der Interessent der Anfrage {{ number }} sagt, dass sich noch niemand bei ihm gemeldet hat. {% if holder %}Bitte rufen Sie gleich an.{% else %}Die Anfrage ist abgeschlossen, nachdem ein Kontakt gemeldet war. Bitte sehen Sie nach, ob sie wieder zu öffnen ist.{% endif %}

Was: {% if product %}{{ product }}{% else %}Anfrage über {{ campaign }}{% endif %}
Wo: {{ place }}
{% if holder %}Zuständig: {{ holder }}
{% endif %}{% if due %}Erstkontakt bis {{ due }}
{% endif %}

Ansehen: {{ link }}
""",
        en="""
Nobody has called the prospect: {{ title }}

{{ greeting }}

The prospect of enquiry {{ number }} says that nobody has been in touch yet. {% if holder %}Please call right away.{% else %}The enquiry was closed after a contact had been reported. Please see whether it is to be opened again.{% endif %}

What: {% if product %}{{ product }}{% else %}enquiry from {{ campaign }}{% endif %}
Where: {{ place }}
{% if holder %}Responsible: {{ holder }}
{% endif %}{% if due %}First contact by {{ due }}
{% endif %}

View: {{ link }}
""",
    ),
    "consent.withdrawn": mail_text(
        de="""
Einwilligung widerrufen: {{ title }}

{{ greeting }}

der Interessent der Anfrage {{ number }} hat etwas widerrufen, was er Ihnen erlaubt hatte. Was jetzt noch gestattet ist, steht bei der Anfrage. Bitte sehen Sie nach, bevor Sie sich melden.

Was: {% if product %}{{ product }}{% else %}Anfrage über {{ campaign }}{% endif %}
Wo: {{ place }}
{% if holder %}Zuständig: {{ holder }}
{% endif %}

Ansehen: {{ link }}
""",
        en="""
Consent withdrawn: {{ title }}

{{ greeting }}

The prospect of enquiry {{ number }} has withdrawn something that you were permitted. The enquiry's page says what is permitted now. Please look before you get in touch.

What: {% if product %}{{ product }}{% else %}enquiry from {{ campaign }}{% endif %}
Where: {{ place }}
{% if holder %}Responsible: {{ holder }}
{% endif %}

View: {{ link }}
""",
    ),
}
