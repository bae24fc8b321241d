"""The database refuses to change or delete what the journal says, whoever asks.

Two changes pass: sealing an entry once, and emptying a label (erasure of a name).
"""

from terreau.kernel.guards import Guard, register

_FIXED = (
    "id", "at", "verb", "actor_kind", "actor_key", "target_kind", "target_key", "organisation", "project",
    "territory", "quantity", "unit", "data", "public",
)  # fmt: skip
_SEAL = ("position", "previous_hash", "hash")
_LABELS = ("actor_label", "target_label")


def _condition(differs: str) -> str:
    fixed = " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in _FIXED)
    seal = " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in _SEAL)
    labels = " OR ".join(f"(NEW.{name} {differs} OLD.{name} AND NEW.{name} <> '')" for name in _LABELS)
    return f"{fixed} OR (OLD.position IS NOT NULL AND ({seal})) OR {labels}"


_REFUSAL = "the journal is append-only"
_SQLITE_END = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
# The function is created with each trigger: a database restored without it gets it back.
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
)
_CALL = "EXECUTE FUNCTION journal_entry_refuse()"

register(
    Guard(
        "journal_entry_no_update",
        "journal_entry",
        sqlite=(
            "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry "
            f"WHEN {_condition('IS NOT')} {_SQLITE_END}"
        ),
        postgresql=(
            f"{_FUNCTION}CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry "
            f"FOR EACH ROW WHEN ({_condition('IS DISTINCT FROM')}) {_CALL}"
        ),
    ),
    Guard(
        "journal_entry_no_delete",
        "journal_entry",
        sqlite=f"CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry {_SQLITE_END}",
        postgresql=(
            f"{_FUNCTION}CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry "
            f"FOR EACH ROW {_CALL}"
        ),
    ),
    Guard(
        "journal_entry_no_truncate",
        "journal_entry",
        postgresql=(
            f"{_FUNCTION}CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry "
            f"FOR EACH STATEMENT {_CALL}"
        ),
    ),
)
