"""The keys by which a person is known again: leads that have none yet are found, and look-ups read no pending list."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staffel", "0021_release_by"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="lead", name="lead_match_keys"),
        migrations.AddIndex(
            model_name="lead",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["match_keys"], name="lead_match_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("match_keys", [])), fields=["id"], name="lead_without_match_keys"
            ),
        ),
    ]
