"""How somebody came to the public form: the parameters of the address, and the page before."""

from staffel.models import Lead, Submission
from staffel.queries.labels import SOURCE_DETAILS, label
from staffel.rules.public_forms import SOURCE


def source_details(lead: Lead) -> list[tuple[str, str]]:
    """What each is called, and its value; empty for a lead that came another way. One query."""
    rows = Submission.objects.filter(lead=lead, payload__has_key="source_details").order_by("received_at")
    found = rows.values_list("payload__source_details", flat=True).first()
    if not isinstance(found, dict):
        return []
    return [(label(SOURCE_DETAILS, name), str(found[name])) for name in SOURCE if name in found]
