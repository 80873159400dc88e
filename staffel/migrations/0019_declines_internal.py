"""What partners typed when they declined is the vendor's to read, also where it was kept before that was so."""

from django.db import migrations

# Every decline stands in the journal with its note, so these notes can be told from all others.
INTERNAL = """
    UPDATE note SET is_internal = true
    FROM entry
    WHERE entry.note_id = note.id AND entry.kind = 'offer.declined' AND NOT note.is_internal
"""


class Migration(migrations.Migration):
    dependencies = [("staffel", "0018_prospects")]

    operations = [migrations.RunSQL(INTERNAL, migrations.RunSQL.noop)]
