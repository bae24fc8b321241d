"""The closure of the inclusion graph, kept by set-based SQL that both databases understand.

Rows of depth 1 are the stated facts ("Sceaux is in the Hauts-de-Seine"); all deeper rows are computed from
them, one depth after the other, so that each pair keeps the length of its shortest way.
"""

from collections.abc import Collection, Iterable

from django.db import connection

from terreau.kernel.bulk import insert_rows
from terreau.territories.models import Territory, TerritoryClosure

CLOSURE = TerritoryClosure._meta.db_table
TERRITORY = Territory._meta.db_table

SELF_ROWS = f"""
    INSERT INTO {CLOSURE} (ancestor_id, descendant_id, depth)
    SELECT id, id, 0 FROM {TERRITORY} WHERE true
    ON CONFLICT (ancestor_id, descendant_id) DO NOTHING
"""  # noqa: S608 - table names of our own models
ONE_DEPTH_MORE = f"""
    INSERT INTO {CLOSURE} (ancestor_id, descendant_id, depth)
    SELECT DISTINCT upper.ancestor_id, fact.descendant_id, upper.depth + 1
    FROM {CLOSURE} upper
    JOIN {CLOSURE} fact ON fact.ancestor_id = upper.descendant_id AND fact.depth = 1
    WHERE upper.depth = %s AND {{limit}}
    ON CONFLICT (ancestor_id, descendant_id) DO NOTHING
"""  # noqa: S608


def add_self_rows() -> None:
    """Each territory contains itself."""
    with connection.cursor() as cursor:
        cursor.execute(SELF_ROWS)


def add_facts(pairs: Iterable[tuple[int, int]]) -> None:
    """State that each parent (first) contains its child (second); the closure must be rebuilt afterwards."""
    rows = [(parent, child, 1) for parent, child in pairs]
    insert_rows(TerritoryClosure, ["ancestor_id", "descendant_id", "depth"], rows)


def rebuild() -> None:
    """Compute all the deeper rows anew from the stated facts."""
    TerritoryClosure.objects.filter(depth__gt=1).delete()
    _deepen("true", [])


def rebuild_under(territories: Collection[int]) -> None:
    """Compute anew what contains the given territories, which must hold all that is under each of them."""
    TerritoryClosure.objects.filter(descendant__in=territories, depth__gt=1).delete()
    marks = ", ".join(["%s"] * len(territories))
    _deepen(f"fact.descendant_id IN ({marks})", list(territories))


def _deepen(limit: str, parameters: list[int]) -> None:
    """Add depth 2, 3, … until a depth adds nothing and no deeper row is left to start from."""
    statement = ONE_DEPTH_MORE.format(limit=limit)
    depth = 1
    with connection.cursor() as cursor:
        while TerritoryClosure.objects.filter(depth__gte=depth).exists():
            cursor.execute(statement, [depth, *parameters])
            depth += 1
