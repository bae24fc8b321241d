"""Mails that no person wrote: answering machines, lists, reports of delivery (RFC 3834, RFC 3464)."""

import re

from terreau.messaging.inbound.reading import Incoming

AUTOMATIC, REPORT = "automatic", "report"

_MARKS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
    "x-auto-reply-from",
    "list-id",
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|noreply|bounces?)([+-][^@]*)?@", re.I
)
_ABSENT = re.compile(
    r"^\W*(réponse automatique|message automatique|automatic reply|auto(matic)? ?-?response|autoreply|"
    r"auto ?:|"
    r"absence du bureau|absent[e]? du bureau|message d.absence|notification d.absence|out of (the )?office|"
    r"undeliver|non remis|delivery (status|failure)|returned mail|échec de (la )?remise)",
    re.IGNORECASE,
)
_OURS = re.compile(rb"<(\d{1,18})\.([0-9a-f]{32})@[^>\s]{1,200}>")
_FAILED = re.compile(rb"^action:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
_FOR_GOOD = re.compile(rb"^status:[ \t]*5\.", re.IGNORECASE | re.MULTILINE)


def kind_of(incoming: Incoming) -> str:
    """Return `report`, `automatic`, or an empty string for what a person wrote."""
    if incoming.content_type == "multipart/report":
        return REPORT
    headers = incoming.headers
    if headers.get("auto-submitted", "no").split(";")[0].strip().lower() not in {"no", ""}:
        return AUTOMATIC
    if headers.get("return-path", "").strip() == "<>" or headers.get("precedence", "").lower() in _PRECEDENCE:
        return AUTOMATIC
    if any(mark in headers for mark in _MARKS) or headers.get("x-ms-exchange-inbox-rules-loop"):
        return AUTOMATIC
    return AUTOMATIC if _MACHINES.match(incoming.sender) or _ABSENT.match(incoming.subject) else ""


def refused_message(raw: bytes) -> tuple[int, str] | None:
    """Return the number and the imprint of our mail that a report says was refused for good, or None."""
    if not (_FAILED.search(raw) and _FOR_GOOD.search(raw)):
        return None
    found = _OURS.search(raw)
    return (int(found[1]), found[2].decode()) if found else None
