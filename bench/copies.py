"""Ten or a hundred times as many leads as were captured: rows copied by the database, with their whole journal."""

from typing import Any, Final

# Whose name, telephone and address a copy has: those of another lead, so that what it is found under fits.
PERSON: Final = (
    "salutation", "first_name", "last_name", "company", "email", "phone", "street", "postal_code", "place", "country",
    "latitude", "longitude", "search", "name_key", "match_keys",
)  # fmt: skip
TABLES: Final = ("Note", "Brokerage", "Offer", "Mandate", "Activity", "Entry", "Delivery")


def copy_leads(times: int) -> None:
    """Copy every lead that is there so many times; each copy and all its rows lie up to two weeks later or earlier,
    those of the future up to now."""
    for _ in range(times):
        _copy_once()


def _copy_once() -> None:
    from django.apps import apps
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copied_lead ON COMMIT DROP AS"
            " SELECT id AS old, uuidv7() AS new, (random() - 0.5) * interval '14 days' AS moved,"
            " lead(id, 1) OVER (ORDER BY random()) AS person FROM lead WHERE source_key <> ''"
        )
        cursor.execute("CREATE UNIQUE INDEX ON copied_lead (old)")
        cursor.execute(_leads(apps.get_model("staffel", "Lead")))
        for name in TABLES:
            model = apps.get_model("staffel", name)
            table = model._meta.db_table
            cursor.execute(
                f"CREATE TEMP TABLE copied_{table} ON COMMIT DROP AS SELECT id AS old, uuidv7() AS new"
                f" FROM (SELECT id FROM {table} WHERE lead_id IN (SELECT old FROM copied_lead) ORDER BY id) AS ordered"
            )
            cursor.execute(f"CREATE UNIQUE INDEX ON copied_{table} (old)")
            cursor.execute(_rows(model))


def _leads(model: Any) -> str:
    names, values = [], []
    for field in model._meta.concrete_fields:
        names.append(field.column)
        values.append(_lead_value(field))
    return (
        f"INSERT INTO lead ({', '.join(names)}) SELECT {', '.join(values)} FROM copied_lead AS copied"
        " JOIN lead AS kept ON kept.id = copied.old"
        " JOIN lead AS person ON person.id = coalesce(copied.person, copied.old)"
    )


def _lead_value(field: Any) -> str:
    own = {"id": "copied.new", "number": "nextval('lead_number')", "source_key": "''"}
    if field.column in own:
        return own[field.column]
    if field.column in PERSON:
        return f"person.{field.column}"
    return _moved(field, row="kept")


def _rows(model: Any) -> str:
    """A row of a copied lead: its own key, and the keys of the copies that it points at."""
    table = model._meta.db_table
    names, values, joins = [], [], []
    for field in model._meta.concrete_fields:
        names.append(field.column)
        pointed = field.related_model._meta.db_table if field.related_model else ""
        if field.primary_key:
            values.append("own.new")
        elif pointed == "lead":
            values.append("copied.new")
        elif field.related_model and field.related_model.__name__ in TABLES:
            values.append(f"to_{field.column}.new")
            joins.append(
                f"LEFT JOIN copied_{pointed} AS to_{field.column} ON to_{field.column}.old = kept.{field.column}"
            )
        else:
            values.append(_moved(field, row="kept"))
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM copied_{table} AS own"
        f" JOIN {table} AS kept ON kept.id = own.old JOIN copied_lead AS copied ON copied.old = kept.lead_id"
        f" {' '.join(joins)} ORDER BY own.new"
    )


def _moved(field: Any, *, row: str) -> str:
    column = f"{row}.{field.column}"
    return f"{column} + copied.moved" if field.get_internal_type() == "DateTimeField" else column
