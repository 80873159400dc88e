"""Who has asked that an import's held leads are released day by day: it is named in their Verlauf."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0020_lead_counted")]

    operations = [
        migrations.AddField(
            "import",
            "release_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="staffel.membership",
            ),
        ),
    ]
