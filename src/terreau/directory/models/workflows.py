"""The states of the directory and the verbs that move them."""

from terreau.directory.enums import OfferState, OrganisationState
from terreau.kernel.workflow import Workflow

ORGANISATION_WORKFLOW = Workflow(
    "Organisation",
    OrganisationState,
    publish=([OrganisationState.SUGGESTED, OrganisationState.HIDDEN], OrganisationState.PUBLISHED),
    hide=([OrganisationState.SUGGESTED, OrganisationState.PUBLISHED], OrganisationState.HIDDEN),
)

OFFER_WORKFLOW = Workflow(
    "Offer",
    OfferState,
    publish=([OfferState.DRAFT, OfferState.SUSPENDED], OfferState.PUBLISHED),
    suspend=([OfferState.PUBLISHED], OfferState.SUSPENDED),
    end=([OfferState.DRAFT, OfferState.PUBLISHED, OfferState.SUSPENDED], OfferState.ENDED),
)
