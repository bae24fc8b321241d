"""Published conditions never change: the database itself refuses."""

from terreau.kernel.guards import Guard, register

_KEPT = "criteria, number, offer_id, published_at"
_MESSAGE = "published conditions never change"

register(
    Guard(
        "rule_version_is_kept",
        "directory_ruleversion",
        sqlite=f"""
            CREATE TRIGGER rule_version_is_kept BEFORE UPDATE OF {_KEPT} ON directory_ruleversion
            WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END
        """,
        postgresql=f"""
            CREATE OR REPLACE FUNCTION rule_version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'check_violation'; END $$;
            CREATE TRIGGER rule_version_is_kept BEFORE UPDATE OF {_KEPT} ON directory_ruleversion
            FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION rule_version_is_kept()
        """,
    )
)
