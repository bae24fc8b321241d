"""Reads of the moderation: the three queues, who is told, what looks like a sheet that exists."""

from typing import Any
from urllib.parse import urlsplit

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant, User
from terreau.directory.enums import ClaimState, OrganisationState, ReportState, SuggestionState
from terreau.directory.models import Claim, ErrorReport, Organisation, Suggestion
from terreau.kernel.text import fold
from terreau.territories.models import Territory

LOOK_ALIKES = 5
# Domains that anybody has an address on: they prove nothing about an organisation.
SHARED_DOMAINS = frozenset(
    {
        *("gmail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.fr", "yahoo.fr"),
        *("yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "icloud.com"),
        *("protonmail.com", "proton.me", "bbox.fr", "facebook.com", "instagram.com", "linkedin.com"),
        *("helloasso.com", "wordpress.com", "wixsite.com", "blogspot.com", "linktr.ee", "github.io"),
    }
)


def officers() -> QuerySet[User]:
    """The people who moderate the directory."""
    held = RoleGrant.objects.in_force().filter(role=Role.OFFICER).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("pk")


def waiting_claims() -> QuerySet[Claim]:
    """The requests to keep a sheet that wait for an answer, the oldest first."""
    rows = Claim.objects.filter(state=ClaimState.WAITING)
    return rows.select_related("organisation", "user").order_by("created_at", "pk")


def waiting_reports() -> QuerySet[ErrorReport]:
    """The errors that wait to be read, the oldest first."""
    rows = ErrorReport.objects.filter(state=ReportState.WAITING)
    return rows.select_related("organisation__commune").order_by("created_at", "pk")


def waiting_suggestions() -> QuerySet[Suggestion]:
    """The organisations proposed that wait to be read, the oldest first."""
    rows = Suggestion.objects.filter(state=SuggestionState.WAITING)
    return rows.select_related("commune").order_by("created_at", "pk")


def waiting_for_moderation() -> QuerySet:
    """The three queues as one list of (kind, key, title, since), the oldest first; sliced and counted."""
    claims = _as_lines(Claim.objects.filter(state=ClaimState.WAITING), "claim", "organisation__name")
    reports = _as_lines(ErrorReport.objects.filter(state=ReportState.WAITING), "report", "organisation__name")
    proposed = _as_lines(Suggestion.objects.filter(state=SuggestionState.WAITING), "suggestion", "name")
    return claims.union(reports, proposed, all=True).order_by("since", "line_kind", "key")


def _as_lines(rows: QuerySet, kind: str, title: str) -> QuerySet:
    rows = rows.order_by().annotate(
        line_kind=Value(kind, CharField()), key=F("pk"), title=Cast(title, CharField()), since=F("created_at")
    )
    return rows.values("line_kind", "key", "title", "since")


def domain_of(organisation: Organisation) -> str:
    """The domain that only the organisation writes from: of its site, else of its address; or nothing."""
    host = (urlsplit(organisation.website).hostname or "").removeprefix("www.")
    for domain in (host, organisation.email.rpartition("@")[2].lower()):
        if domain and domain not in SHARED_DOMAINS and not domain.endswith(tuple(_under(SHARED_DOMAINS))):
            return domain
    return ""


def is_of_the_domain(email: str, organisation: Organisation) -> bool:
    """Say whether an address is on the domain of the organisation, or on one below it."""
    domain, host = domain_of(organisation), email.rpartition("@")[2].lower()
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _under(domains: frozenset[str]) -> list[str]:
    return [f".{domain}" for domain in domains]


def look_alikes(*, name: str, siren: str = "", commune: Territory | None = None) -> list[Organisation]:
    """The sheets that a new one may repeat: the same SIREN, or the same name in words."""
    alike = Q(sort_name=fold(name)[:200])
    if commune is not None:
        alike |= Q(sort_name__startswith=fold(name)[:200], commune=commune)
    if siren:
        alike |= Q(siren=siren)
    shown = [OrganisationState.PUBLISHED, OrganisationState.HIDDEN, OrganisationState.SUGGESTED]
    rows = Organisation.objects.filter(alike, state__in=shown).select_related("commune")
    return list(rows.order_by("sort_name", "pk")[:LOOK_ALIKES])


def claim_of(user: Any, organisation: Organisation) -> Claim | None:
    """The last request of a person about a sheet."""
    rows = Claim.objects.filter(user=user, organisation=organisation)
    return rows.select_related("organisation").order_by("-created_at", "-pk").first()
