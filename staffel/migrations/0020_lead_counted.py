"""The week's numbers read which leads count from an index, not from the leads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0019_declines_internal")]

    operations = [
        migrations.AddIndex(
            "lead", models.Index(fields=["id"], include=["is_test", "is_own"], name="lead_counted")
        ),
    ]
