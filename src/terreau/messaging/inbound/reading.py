"""A raw message (RFC 5322) as its parts. Whatever the bytes are, reading raises nothing."""

import contextlib
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from terreau.messaging.inbound.plain import text_of_html, unflowed

log = logging.getLogger("terreau.inbound")

MAX_BYTES = 25_000_000  # a raw message: 10 MB of files once encoded, and room to spare
MAX_TEXT = 300_000  # characters that are looked at; an answer stands at the top
MAX_FILES = 10
CUT_MARK = b"X-Terreau-Cut: yes\r\n"  # put before the head of a mail whose body is too big to be brought
# Images smaller than this that stand inside the text are logos of a signature, not what somebody sends.
LOGO = 20_000
ADDRESS_HEADERS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail: its declared name is not believed, its content is."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """What a mail says, as far as it can be read."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""
    recipients: str = ""  # the headers that may hold our address, as they are
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names, first of each
    content_type: str = ""
    is_readable: bool = True


def read(raw: bytes) -> Incoming:
    """Return what the message holds; `is_readable` is false when its structure cannot be followed."""
    try:
        return _read(raw)
    except Exception as error:  # noqa: BLE001 - the parser raises a dozen kinds on hostile bytes; none may stop us
        log.warning("mail could not be read", extra={"error": type(error).__name__, "size": len(raw)})
        return Incoming(is_readable=False)


def with_envelope(raw: bytes, recipient: str) -> bytes:
    """Return the message with the envelope's recipient as its first header, without a “From ” line."""
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    plain = re.sub(r"[^\w.+@-]", "", recipient, flags=re.ASCII)[:320]
    return b"X-Original-To: " + plain.encode() + b"\r\n" + raw if plain else raw


def imprint(incoming: Incoming, raw: bytes, address: str) -> str:
    """Return what makes a delivery the same as another: its Message-ID (else its bytes) and our address."""
    number = incoming.message_id or hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(f"{number}\n{address}".encode()).hexdigest()


def clean(text: str) -> str:
    """Return the text with plain line ends and no control sign, which a database may refuse."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _read(raw: bytes) -> Incoming:
    message = message_from_bytes(raw, policy=policy.compat32)
    headers: dict[str, str] = {}
    for name, value in message.items():
        headers.setdefault(name.lower(), _decoded(value))
    recipients = [_decoded(value) for name in ADDRESS_HEADERS for value in message.get_all(name, [])]
    parts = list(_leaves(message))
    return Incoming(
        message_id=headers.get("message-id", "").strip()[:250],
        sender=parseaddr(headers.get("from", ""))[1].strip().lower()[:254],
        subject=" ".join(headers.get("subject", "").split())[:250],
        recipients="\n".join(recipients)[:MAX_TEXT],
        text=_text(parts),
        attachments=tuple(_attachments(parts))[:MAX_FILES],
        headers=headers,
        content_type=message.get_content_type(),
        is_readable=bool(headers),
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a mail inside the mail is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [one for one in payload if isinstance(one, Message)]
        else:
            yield part


def _text(parts: list[Message]) -> str:
    """Return the words: the plain part when it holds any, otherwise the HTML part."""
    plain = "\n\n".join(_words(part) for part in parts if _is_body(part, "text/plain")).strip()
    if plain:
        return plain[:MAX_TEXT]
    return "\n\n".join(text_of_html(_words(part)) for part in parts if _is_body(part, "text/html")).strip()


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _name(part) and _disposition(part) != "attachment"


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    text = clean(_guess(data[: 4 * MAX_TEXT], _charset(part)))[:MAX_TEXT]
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return unflowed(text, stuffed=str(part.get_param("delsp", "")).lower() == "yes") if flowed else text


def _charset(part: Message) -> str:
    declared = part.get_param("charset", "")
    return str(declared[2] if isinstance(declared, tuple) else declared or "").strip("\"' ")


def _guess(data: bytes, charset: str) -> str:
    """Decode with the declared charset, else UTF-8, else Windows-1252: the three that mails really use."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _attachments(parts: list[Message]) -> Iterator[Attachment]:
    for part in parts:
        if _is_body(part, "text/plain") or _is_body(part, "text/html"):
            continue
        content = part.get_payload(decode=True)
        if content is None and isinstance(part.get_payload(), list):
            content = b"".join(one.as_bytes() for one in part.get_payload() if isinstance(one, Message))
        if not isinstance(content, bytes) or not content or _is_logo(part, content):
            continue
        yield Attachment(_name(part) or "document", content)


def _is_logo(part: Message, content: bytes) -> bool:
    inside = bool(part.get("Content-ID")) and _disposition(part) != "attachment"
    return part.get_content_maintype() == "image" and inside and len(content) < LOGO


def _name(part: Message) -> str:
    return clean(_decoded(part.get_filename() or ""))[:200]


def _disposition(part: Message) -> str:
    return str(part.get_content_disposition() or "")


def _decoded(value: object) -> str:
    text = str(value)
    with contextlib.suppress(LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text)))
    # A folded or forged line end inside a header must not become a line.
    return " ".join(clean(text.encode("utf-8", "replace").decode()).split("\n"))[:MAX_TEXT]
