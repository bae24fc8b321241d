"""What `terreau doctor` looks at in the directory."""

from collections.abc import Iterator

from terreau.directory.enums import ImportState
from terreau.directory.models import ImportRun, Organisation
from terreau.kernel import indexes
from terreau.messaging.doctor.findings import ERROR, OK, Finding, check


@check
def directory_indexes() -> Iterator[Finding]:
    """The directory has the indexes that its lists need; a first import makes them at its end."""
    missing = indexes.missing(Organisation)
    if not missing:
        yield Finding(OK, "The indexes of the directory are in place.")
    elif ImportRun.objects.filter(state=ImportState.RUNNING).exists():
        yield Finding(OK, f"A first import is under way: it makes {len(missing)} indexes at its end.")
    else:
        names = ", ".join(index.name for index in missing)
        yield Finding(ERROR, f"The directory has lost indexes: {names}.", "Run: terreau migrate")
