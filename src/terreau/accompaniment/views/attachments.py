"""Files that came with a message: for those who read the message, and as a download only."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.accompaniment.circles import Side, readable_by, shared_circles
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.models import GroupPart
from terreau.accompaniment.sides import parts_in_force
from terreau.accompaniment.views.links import opened_for
from terreau.accounts.requests import SignedInRequest
from terreau.documents.models import File
from terreau.documents.queries import file_said_in
from terreau.kernel.access import requires
from terreau.messaging.models import CapabilityLink

PERMISSION = "accompaniment.read_attachment"


@never_cache
@require_safe
@requires(PERMISSION, checks_object=True)
def attachment(request: SignedInRequest, number: int) -> FileResponse:
    """Download a file of a conversation."""
    # Not `get_for`: the permission named `view_file` is about the file of a project.
    found = File.objects.filter(pk=number).first()
    if found is None or not request.user.has_perm(PERMISSION, found):
        raise Http404
    return _download(found)


@require_safe
@never_cache
@opened_for(LinkPurpose.ANSWER)
def attachment_by_link(request: HttpRequest, token: str, link: CapabilityLink, number: int) -> Any:
    """Download a file of the conversation of a demand, without an account."""
    found = file_said_in(link.target, number, circles=readable_by([Side.ORGANISATION]))
    found = found or _shared(link.target, number)
    if found is None:
        raise Http404
    return _download(found)


def _shared(referral: Any, number: int) -> File | None:
    """Return a file of the conversation of the group that a demand is part of."""
    part = GroupPart.objects.filter(referral=referral, left_at=None).select_related("group").first()
    if part is None or not parts_in_force(part.group).filter(pk=part.pk).exists():
        return None
    return file_said_in(part.group, number, circles=shared_circles([Side.ORGANISATION]))


def _download(file: File) -> FileResponse:
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
