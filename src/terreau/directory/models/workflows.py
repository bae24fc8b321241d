"""The states of the directory and the verbs that move them."""

from terreau.directory.enums import (
    ClaimState,
    ContactState,
    OfferState,
    OrganisationState,
    ReportState,
    SuggestionState,
)
from terreau.kernel.workflow import Workflow

ORGANISATION_WORKFLOW = Workflow(
    "Organisation",
    OrganisationState,
    publish=([OrganisationState.SUGGESTED, OrganisationState.HIDDEN], OrganisationState.PUBLISHED),
    hide=([OrganisationState.SUGGESTED, OrganisationState.PUBLISHED], OrganisationState.HIDDEN),
    merge=(
        [OrganisationState.SUGGESTED, OrganisationState.PUBLISHED, OrganisationState.HIDDEN],
        OrganisationState.MERGED,
    ),
    separate_as_suggested=([OrganisationState.MERGED], OrganisationState.SUGGESTED),
    separate_as_published=([OrganisationState.MERGED], OrganisationState.PUBLISHED),
    separate_as_hidden=([OrganisationState.MERGED], OrganisationState.HIDDEN),
)

OFFER_WORKFLOW = Workflow(
    "Offer",
    OfferState,
    publish=([OfferState.DRAFT, OfferState.SUSPENDED], OfferState.PUBLISHED),
    suspend=([OfferState.PUBLISHED], OfferState.SUSPENDED),
    end=([OfferState.DRAFT, OfferState.PUBLISHED, OfferState.SUSPENDED], OfferState.ENDED),
)

CONTACT_WORKFLOW = Workflow(
    "PublicContact",
    ContactState,
    agree=([ContactState.PROPOSED], ContactState.SHOWN),
    remove=([ContactState.PROPOSED, ContactState.SHOWN], ContactState.REMOVED),
)

CLAIM_WORKFLOW = Workflow(
    "Claim",
    ClaimState,
    accept=([ClaimState.WAITING], ClaimState.ACCEPTED),
    refuse=([ClaimState.WAITING], ClaimState.REFUSED),
    withdraw=([ClaimState.WAITING], ClaimState.WITHDRAWN),
)

REPORT_WORKFLOW = Workflow(
    "ErrorReport",
    ReportState,
    apply=([ReportState.WAITING], ReportState.APPLIED),
    refuse=([ReportState.WAITING], ReportState.REFUSED),
)

SUGGESTION_WORKFLOW = Workflow(
    "Suggestion",
    SuggestionState,
    publish=([SuggestionState.WAITING], SuggestionState.PUBLISHED),
    attach=([SuggestionState.WAITING], SuggestionState.ATTACHED),
    refuse=([SuggestionState.WAITING], SuggestionState.REFUSED),
)
