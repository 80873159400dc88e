"""A file that came with an enquiry that could not be taken in is kept with that arrival, until it is repaired."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staffel", "0027_figures")]

    operations = [
        migrations.AddField(
            "attachment",
            "submission",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="staffel.submission",
            ),
        ),
        migrations.AlterField(
            "attachment",
            "lead",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="staffel.lead",
            ),
        ),
        migrations.AddIndex(
            "attachment",
            models.Index(
                fields=["submission"], condition=Q(submission__isnull=False), name="attachment_of_arrival"
            ),
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(submission__isnull=False), name="attachment_of_something"
            ),
        ),
    ]
