"""What the statement *Asked once* counts is read from indexes: rare entries by kind and time, leads by their arrival."""

from django.db import migrations, models
from django.db.models import Q

COUNTED_KINDS = (
    "handout.blocked", "lead.complained", "lead.joined", "lead.qualifying", "mandate.given_back", "prospect.confirmed",
    "prospect.denied", "question.asked_again",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("staffel", "0026_replaced")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["kind", "at"],
                include=["lead", "id"],
                condition=Q(kind__in=COUNTED_KINDS),
                name="entry_counted",
            ),
        ),
        migrations.RemoveIndex("lead", "lead_counted"),
        migrations.AddIndex(
            "lead",
            models.Index(fields=["id"], include=["is_test", "is_own", "campaign"], name="lead_counted"),
        ),
        migrations.AddIndex(
            "lead",
            models.Index(
                fields=["received_at"], include=["id", "is_test", "is_own", "campaign"], name="lead_arrived"
            ),
        ),
        migrations.RemoveIndex("offer", "offer_by_lead"),
        migrations.AddIndex("offer", models.Index(fields=["lead", "offered_at"], name="offer_by_lead")),
    ]
