"""The database refuses to change the audit log, and to move the head of a stream backwards."""

from __future__ import annotations

from django.db import migrations

from stocksteward.core.append_only import AppendOnly, PerVendorSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit"), ("auditlog", "0017_add_actor_email")]

    operations = [
        AppendOnly("accounts_auditevent"),
        AppendOnly("auditlog_logentry"),
        PerVendorSQL(
            name="Let the head of an audit stream only move forward",
            sqlite=[
                """
                CREATE TRIGGER accounts_auditstream_moves_forward BEFORE UPDATE ON accounts_auditstream
                WHEN NEW.name <> OLD.name OR NEW.head_number <= OLD.head_number
                BEGIN SELECT RAISE(ABORT, 'the head of an audit stream only moves forward'); END;
                """
            ],
            postgresql=[
                """
                CREATE FUNCTION steward_audit_stream_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'the head of an audit stream only moves forward'
                USING ERRCODE = 'integrity_constraint_violation'; END $$;
                """,
                """
                CREATE TRIGGER accounts_auditstream_moves_forward BEFORE UPDATE ON accounts_auditstream
                FOR EACH ROW WHEN (NEW.name <> OLD.name OR NEW.head_number <= OLD.head_number)
                EXECUTE FUNCTION steward_audit_stream_moves_forward();
                """,
            ],
            undo_sqlite=["DROP TRIGGER accounts_auditstream_moves_forward"],
            undo_postgresql=[
                "DROP TRIGGER accounts_auditstream_moves_forward ON accounts_auditstream",
                "DROP FUNCTION steward_audit_stream_moves_forward()",
            ],
        ),
    ]
