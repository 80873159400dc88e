"""Writes the search words of the leads that have none yet, some thousand a transaction; may be run again."""

from uuid import UUID

from django.db import migrations

from staffel.rules.finding import found_under

LEADS_A_TIME = 2_000
NEXT = """SELECT id, number, last_name || ' ' || first_name, company, place, postal_code, email, phone
FROM lead WHERE search = '' AND id > %s ORDER BY id LIMIT %s"""
WRITE = """UPDATE lead SET search = given.search::tsvector, name_key = given.name_key
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS given(id, search, name_key) WHERE lead.id = given.id"""
NAMES = ("number", "name", "company", "place", "postal_code", "email", "phone")


def write_search_words(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        last = UUID(int=0)
        while True:
            cursor.execute(NEXT, [last, LEADS_A_TIME])
            if not (rows := cursor.fetchall()):
                return
            last = rows[-1][0]
            found = [(row[0], *found_under(**dict(zip(NAMES, row[1:], strict=True)))) for row in rows]
            cursor.execute(WRITE, [list(column) for column in zip(*found, strict=True)])


class Migration(migrations.Migration):
    atomic = False  # what is done stays done when it is stopped on the way
    dependencies = [("staffel", "0004_lead_search")]
    operations = [migrations.RunPython(write_search_words, migrations.RunPython.noop)]
