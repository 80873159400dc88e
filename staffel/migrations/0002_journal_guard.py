"""Guards the journal: a row trigger refuses UPDATE and DELETE, a statement trigger refuses TRUNCATE unless
`staffel.maintenance` is set in the session (restore, and the tests' flush). Versions never change either, but
for being published once. Lead numbers come from a sequence."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION entry_is_not_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('staffel.maintenance', true), '') = '' THEN
        RAISE EXCEPTION 'the journal is append-only: TRUNCATE refused' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_from IS NOT NULL OR NEW.body IS DISTINCT FROM OLD.body
       OR (NEW.kind, NEW.key, NEW.version) IS DISTINCT FROM (OLD.kind, OLD.key, OLD.version) THEN
        RAISE EXCEPTION 'a version never changes: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_kept BEFORE UPDATE OR DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_is_kept();
CREATE TRIGGER entry_not_truncated BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION entry_is_not_truncated();
CREATE TRIGGER version_kept BEFORE UPDATE OR DELETE ON version FOR EACH ROW EXECUTE FUNCTION version_is_kept();
CREATE SEQUENCE lead_number START 1001;
"""
BACK = """
DROP SEQUENCE lead_number;
DROP TRIGGER version_kept ON version;
DROP TRIGGER entry_not_truncated ON entry;
DROP TRIGGER entry_kept ON entry;
DROP FUNCTION version_is_kept;
DROP FUNCTION entry_is_not_truncated;
DROP FUNCTION entry_is_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("staffel", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
