"""Each lead says what its prospect permits; who has withdrawn its enquiry permits nothing any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staffel", "0022_match_keys")]

    operations = [
        migrations.AddField("lead", "may_pass_on", models.BooleanField(default=True, db_default=True)),
        migrations.AddField("lead", "may_mail", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("lead", "may_text", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(
            "UPDATE lead SET may_pass_on = false WHERE NOT may_call", migrations.RunSQL.noop, elidable=True
        ),
    ]
