"""The database itself keeps somebody behind every open project: its owner and its referent can act.

A foreign key says that the person exists; these triggers say that their account is open, and that a
referent is still an officer. The verbs say the same with a sentence, before.
"""

from terreau.kernel.guards import Guard, register
from terreau.projects.enums import OPEN_STATES

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
_KEEPS_A_PERSON = "an open project keeps its owner and its referent"
_HELD = f"SELECT 1 FROM projects_project p WHERE p.state IN ({_OPEN}) AND"  # noqa: S608 - only our own words
_BY_PERSON = f"{_HELD} (p.owner_id = NEW.id OR p.referent_id = NEW.id)"
_BY_OFFICER = f"{_HELD} p.referent_id = NEW.user_id"
_ABSENT = "SELECT 1 FROM accounts_user u WHERE u.id IN (NEW.owner_id, NEW.referent_id) AND NOT u.is_active"

_CLOSES = "OLD.is_active AND NOT NEW.is_active"
_REVOKES = "OLD.role = 'officer' AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL"
_IS_OPEN = f"NEW.state IN ({_OPEN})"


def _guard(name: str, table: str, event: str, when: str, refused: str, *, lock: str = "") -> Guard:
    """Write one trigger twice: SQLite asks its question in WHEN, PostgreSQL in a function."""
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{lock} IF EXISTS ({refused}) THEN RAISE EXCEPTION '{_KEEPS_A_PERSON}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$; "
    )
    return Guard(
        name,
        table,
        sqlite=(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} AND EXISTS ({refused}) "
            f"BEGIN SELECT RAISE(ABORT, '{_KEEPS_A_PERSON}'); END"
        ),
        postgresql=(
            f"{function}CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN ({when}) EXECUTE FUNCTION {name}()"
        ),
    )


# A project that opens and an account that closes at the same moment wait for each other on this row.
_LOCK = "PERFORM 1 FROM accounts_user u WHERE u.id IN (NEW.owner_id, NEW.referent_id) FOR SHARE;"

register(
    _guard("projects_person_stays", "accounts_user", "UPDATE OF is_active", _CLOSES, _BY_PERSON),
    _guard(
        "projects_referent_stays_officer", "accounts_rolegrant", "UPDATE OF revoked_at", _REVOKES, _BY_OFFICER
    ),
    _guard("projects_new_has_people", "projects_project", "INSERT", _IS_OPEN, _ABSENT, lock=_LOCK),
    _guard(
        "projects_open_has_people",
        "projects_project",
        "UPDATE OF owner_id, referent_id, state",
        _IS_OPEN,
        _ABSENT,
        lock=_LOCK,
    ),
)
