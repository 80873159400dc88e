"""The texts about what is said and corrected on a lead: a question, its answer, other data."""

from collections.abc import Mapping
from typing import Final

from staffel.rules.mail_text import Text, mail_text

LEAD_TEXTS: Final[Mapping[str, Text]] = {
    "lead.corrected": mail_text(
        de="""
Angaben geändert: {{ title }}

{{ greeting }}

an einer Anfrage bei Ihnen wurden Angaben berichtigt: {{ fields }}.

{{ title }}, {{ temperature }} (Nr. {{ number }})

Ansehen: {{ link }}
""",
        en="""
Data changed: {{ title }}

{{ greeting }}

Some data of an enquiry with you was corrected: {{ fields }}.

{{ title }}, {{ temperature }} (no. {{ number }})

View: {{ link }}
""",
    ),
    "lead.asked_again": mail_text(
        de="""
Hat sich noch einmal gemeldet: {{ title }}

{{ greeting }}

wer diese Anfrage gestellt hat, hat sich noch einmal gemeldet. Was neu ist, steht bei der Anfrage.

{{ title }}, {{ temperature }} (Nr. {{ number }})

Ansehen: {{ link }}
""",
        en="""
Has asked again: {{ title }}

{{ greeting }}

Whoever made this enquiry has asked again. What is new stands beside it.

{{ title }}, {{ temperature }} (no. {{ number }})

View: {{ link }}
""",
    ),
    "question.asked": mail_text(
        de="""
Eine Frage an Sie: {{ title }} (Nr. {{ number }})

{{ greeting }}

{{ speaker }} hat eine Frage zu dieser Anfrage. Eine kurze Antwort genügt.

{{ title }}, {{ temperature }} (Nr. {{ number }})

Frage lesen und antworten: {{ link }}
""",
        en="""
A question for you: {{ title }} (no. {{ number }})

{{ greeting }}

{{ speaker }} has a question about this enquiry. A short answer is enough.

{{ title }}, {{ temperature }} (no. {{ number }})

Read the question and answer: {{ link }}
""",
    ),
    "question.answered": mail_text(
        de="""
Antwort von {{ speaker }}: {{ title }} (Nr. {{ number }})

{{ greeting }}

{{ speaker }} hat Ihre Frage zu dieser Anfrage beantwortet.

{{ title }}, {{ temperature }} (Nr. {{ number }})

Antwort lesen: {{ link }}
""",
        en="""
Answer from {{ speaker }}: {{ title }} (no. {{ number }})

{{ greeting }}

{{ speaker }} has answered your question about this enquiry.

{{ title }}, {{ temperature }} (no. {{ number }})

Read the answer: {{ link }}
""",
    ),
}
