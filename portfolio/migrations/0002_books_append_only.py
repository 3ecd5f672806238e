"""The database keeps the books: journals close balanced and for good, balances move only by postings, numbers have no gap."""

from __future__ import annotations

from django.db import migrations

from stocksteward.core.append_only import AppendOnly, PerVendorSQL

_SQLITE_JOURNAL = """
CREATE TRIGGER portfolio_journal_closes_balanced BEFORE INSERT ON portfolio_journal
BEGIN
  SELECT RAISE(ABORT, 'a journal has at least two postings')
    WHERE (SELECT COUNT(*) FROM portfolio_posting WHERE journal_id = NEW.id) < 2;
  SELECT RAISE(ABORT, 'every unit of a journal sums to zero')
    WHERE EXISTS (SELECT 1 FROM portfolio_posting p JOIN portfolio_ledgeraccount a ON a.id = p.account_id
                  WHERE p.journal_id = NEW.id GROUP BY a.unit HAVING SUM(p.amount) <> 0);
  SELECT RAISE(ABORT, 'a journal moves the accounts of its own portfolio only')
    WHERE EXISTS (SELECT 1 FROM portfolio_posting p JOIN portfolio_ledgeraccount a ON a.id = p.account_id
                  WHERE p.journal_id = NEW.id AND a.portfolio_id <> NEW.portfolio_id);
  SELECT RAISE(ABORT, 'the numbers of journals have no gap')
    WHERE NEW.number IS NOT (SELECT journal_count + 1 FROM portfolio_portfolio WHERE id = NEW.portfolio_id);
  UPDATE portfolio_portfolio SET journal_count = NEW.number WHERE id = NEW.portfolio_id;
END;
"""
_SQLITE_POSTING = """
CREATE TRIGGER portfolio_posting_moves_the_balance AFTER INSERT ON portfolio_posting
BEGIN
  SELECT RAISE(ABORT, 'a closed journal takes no further posting')
    WHERE EXISTS (SELECT 1 FROM portfolio_journal WHERE id = NEW.journal_id);
  UPDATE portfolio_ledgeraccount SET balance = balance + NEW.amount, latest_posting_id = NEW.id WHERE id = NEW.account_id;
END;
"""
_SQLITE_ACCOUNT_STARTS = """
CREATE TRIGGER portfolio_ledgeraccount_starts_empty BEFORE INSERT ON portfolio_ledgeraccount
WHEN NEW.balance <> 0 OR NEW.latest_posting_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a ledger account starts empty'); END;
"""
_SQLITE_ACCOUNT_KEEPS = """
CREATE TRIGGER portfolio_ledgeraccount_moves_by_postings BEFORE UPDATE ON portfolio_ledgeraccount
BEGIN
  SELECT RAISE(ABORT, 'a ledger account keeps what it is')
    WHERE NEW.id <> OLD.id OR NEW.portfolio_id <> OLD.portfolio_id OR NEW.kind <> OLD.kind OR NEW.unit <> OLD.unit;
  SELECT RAISE(ABORT, 'a balance moves by a posting only')
    WHERE NOT EXISTS (SELECT 1 FROM portfolio_posting p
                      WHERE p.id = NEW.latest_posting_id AND p.account_id = NEW.id AND p.id > COALESCE(OLD.latest_posting_id, 0)
                        AND p.amount = NEW.balance - OLD.balance);
END;
"""
_POSTGRES_JOURNAL = """
CREATE FUNCTION portfolio_journal_closes_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE problem text;
BEGIN
  IF (SELECT COUNT(*) FROM portfolio_posting WHERE journal_id = NEW.id) < 2 THEN
    problem := 'a journal has at least two postings';
  ELSIF EXISTS (SELECT 1 FROM portfolio_posting p JOIN portfolio_ledgeraccount a ON a.id = p.account_id
                WHERE p.journal_id = NEW.id GROUP BY a.unit HAVING SUM(p.amount) <> 0) THEN
    problem := 'every unit of a journal sums to zero';
  ELSIF EXISTS (SELECT 1 FROM portfolio_posting p JOIN portfolio_ledgeraccount a ON a.id = p.account_id
                WHERE p.journal_id = NEW.id AND a.portfolio_id <> NEW.portfolio_id) THEN
    problem := 'a journal moves the accounts of its own portfolio only';
  ELSE
    UPDATE portfolio_portfolio SET journal_count = NEW.number WHERE id = NEW.portfolio_id AND journal_count = NEW.number - 1;
    IF NOT FOUND THEN problem := 'the numbers of journals have no gap'; END IF;
  END IF;
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = problem, ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
# The balance is moved first: that locks the account, so that a journal closed meanwhile by somebody else is seen afterwards.
_POSTGRES_POSTING = """
CREATE FUNCTION portfolio_posting_moves_the_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE portfolio_ledgeraccount SET balance = balance + NEW.amount, latest_posting_id = NEW.id WHERE id = NEW.account_id;
  IF EXISTS (SELECT 1 FROM portfolio_journal WHERE id = NEW.journal_id) THEN
    RAISE EXCEPTION 'a closed journal takes no further posting' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
_POSTGRES_ACCOUNT = """
CREATE FUNCTION portfolio_ledgeraccount_moves_by_postings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE problem text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.balance <> 0 OR NEW.latest_posting_id IS NOT NULL THEN problem := 'a ledger account starts empty'; END IF;
  ELSIF NEW.id <> OLD.id OR NEW.portfolio_id <> OLD.portfolio_id OR NEW.kind <> OLD.kind OR NEW.unit <> OLD.unit THEN
    problem := 'a ledger account keeps what it is';
  ELSIF NOT EXISTS (SELECT 1 FROM portfolio_posting p
                    WHERE p.id = NEW.latest_posting_id AND p.account_id = NEW.id AND p.id > COALESCE(OLD.latest_posting_id, 0)
                      AND p.amount = NEW.balance - OLD.balance) THEN
    problem := 'a balance moves by a posting only';
  END IF;
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION USING MESSAGE = problem, ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_books")]

    operations = [
        AppendOnly("portfolio_journal"),
        AppendOnly("portfolio_posting"),
        PerVendorSQL(
            name="Close each journal balanced, without a gap in the numbers",
            sqlite=[_SQLITE_JOURNAL],
            postgresql=[
                _POSTGRES_JOURNAL,
                """
                CREATE TRIGGER portfolio_journal_closes_balanced BEFORE INSERT ON portfolio_journal
                FOR EACH ROW EXECUTE FUNCTION portfolio_journal_closes_balanced();
                """,
            ],
            undo_sqlite=["DROP TRIGGER portfolio_journal_closes_balanced"],
            undo_postgresql=[
                "DROP TRIGGER portfolio_journal_closes_balanced ON portfolio_journal",
                "DROP FUNCTION portfolio_journal_closes_balanced()",
            ],
        ),
        PerVendorSQL(
            name="Let a posting move the balance of its account",
            sqlite=[_SQLITE_POSTING],
            postgresql=[
                _POSTGRES_POSTING,
                """
                CREATE TRIGGER portfolio_posting_moves_the_balance AFTER INSERT ON portfolio_posting
                FOR EACH ROW EXECUTE FUNCTION portfolio_posting_moves_the_balance();
                """,
            ],
            undo_sqlite=["DROP TRIGGER portfolio_posting_moves_the_balance"],
            undo_postgresql=[
                "DROP TRIGGER portfolio_posting_moves_the_balance ON portfolio_posting",
                "DROP FUNCTION portfolio_posting_moves_the_balance()",
            ],
        ),
        PerVendorSQL(
            name="Let a balance move by postings only",
            sqlite=[_SQLITE_ACCOUNT_STARTS, _SQLITE_ACCOUNT_KEEPS],
            postgresql=[
                _POSTGRES_ACCOUNT,
                """
                CREATE TRIGGER portfolio_ledgeraccount_moves_by_postings BEFORE INSERT OR UPDATE ON portfolio_ledgeraccount
                FOR EACH ROW EXECUTE FUNCTION portfolio_ledgeraccount_moves_by_postings();
                """,
            ],
            undo_sqlite=["DROP TRIGGER portfolio_ledgeraccount_starts_empty", "DROP TRIGGER portfolio_ledgeraccount_moves_by_postings"],
            undo_postgresql=[
                "DROP TRIGGER portfolio_ledgeraccount_moves_by_postings ON portfolio_ledgeraccount",
                "DROP FUNCTION portfolio_ledgeraccount_moves_by_postings()",
            ],
        ),
    ]
