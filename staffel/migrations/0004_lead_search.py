"""The words under which a lead is found, the key by which its name is sorted, and the indexes of the list."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0003_imprint")]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="search",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="lead",
            name="name_key",
            field=models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="lead",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="lead_search"),
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["-asked_at", "-id"], name="lead_newest")
        ),
        migrations.AddIndex(
            model_name="lead", index=models.Index(fields=["name_key", "id"], name="lead_by_name")
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=["deadline_at", "id"],
                name="lead_open_by_deadline",
            ),
        ),
    ]
