"""Files a person takes away."""

import io
import json
import zipfile

from terreau.accounts.models import User
from terreau.accounts.records import everything_about
from terreau.kernel import clock


def my_data(user: User) -> bytes:
    """Return a zip with one JSON file: all that is held about the person, with the class of each field."""
    content = {
        "made_at": clock.now().isoformat(),
        "person": user.full_name,
        "tables": everything_about(user),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mes-donnees.json", json.dumps(content, ensure_ascii=False, indent=2, default=str))
    return buffer.getvalue()
