"""A provider brings raw messages here, signed with a shared secret."""

import hashlib
import hmac
import re

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from terreau.accounts.throttle import client_address
from terreau.kernel import clock
from terreau.kernel.access import public
from terreau.messaging import actions
from terreau.messaging.enums import InboundSource
from terreau.messaging.inbound.reading import MAX_BYTES
from terreau.messaging.queries.inbound import brought_in_the_last_minute

HEADER = "Terreau-Signature"
TOLERANCE = 300  # seconds between the signature and now
MOST_A_MINUTE = 120
MOST_REFUSED = 20  # bad signatures from one address in a minute


@public
@csrf_exempt  # a machine posts here; the signature is the proof
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Take one raw message; `Terreau-Signature: t=<seconds>,v1=<HMAC-SHA256 of t, a dot and the body>`."""
    if not settings.INBOUND_SECRET:
        return _answer(404, "off")
    failures = f"inbound.refused.{hashlib.sha256(client_address(request).encode()).hexdigest()}"
    too_many = brought_in_the_last_minute(InboundSource.WEBHOOK) >= MOST_A_MINUTE
    if too_many or cache.get(failures, 0) >= MOST_REFUSED:
        return _answer(429, "too many")
    if _length(request) > MAX_BYTES:
        return _answer(413, "too big")
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return _answer(413, "too big")
    if not is_signed(request.headers.get(HEADER, ""), raw):
        cache.set(failures, cache.get(failures, 0) + 1, 60)
        return _answer(401, "bad signature")
    mail = actions.receive(raw=raw, source=InboundSource.WEBHOOK)
    return _answer(202, mail.state)


def is_signed(header: str, raw: bytes) -> bool:
    """Say whether the body was signed with our secret, within five minutes."""
    found = re.fullmatch(r"t=(\d{1,12}),v1=([0-9a-f]{64})", header.strip())
    if not found or abs(clock.now().timestamp() - int(found[1])) > TOLERANCE:
        return False
    expected = hmac.digest(settings.INBOUND_SECRET.encode(), found[1].encode() + b"." + raw, "sha256").hex()
    return constant_time_compare(found[2], expected)


def _length(request: HttpRequest) -> int:
    declared = request.headers.get("Content-Length", "")
    return int(declared) if declared.isdecimal() else 0


def _answer(status: int, state: str) -> JsonResponse:
    return JsonResponse({"state": state}, status=status)
