"""One sample for each address: with what it is asked for. A new address without a sample fails the tests.

`thing` names the object of the world that the address is about; `args` says how the object stands in the
address. Addresses without an object need no entry here when they take no argument.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment.enums import LinkPurpose
from terreau.directory.actions.claims import CLAIM_LINK
from terreau.directory.actions.contacts import CONTACT_LINK
from terreau.directory.enums import CHECK_LINK
from terreau.documents.models import File
from terreau.documents.queries import message_of
from terreau.messaging import links
from terreau.messaging.models import Message
from terreau.messaging.worker.rendering import UNSUBSCRIBE
from terreau.projects import mails


@dataclass(frozen=True)
class Sample:
    """With which object, and with which arguments, an address is asked for."""

    thing: str = ""
    args: Callable[[Any], dict[str, Any]] = lambda _thing: {}
    purpose: str = ""  # of the capability link that stands in the address


def slug(thing: Any) -> dict[str, Any]:
    return {"slug": thing.slug}


def reference(thing: Any) -> dict[str, Any]:
    return {"reference": thing.reference}


def key(thing: Any) -> dict[str, Any]:
    return {"pk": thing.pk}


def of_charter(thing: Any) -> dict[str, Any]:
    return {"slug": thing.charter.slug, "number": thing.number}


def party_of(thing: Any) -> dict[str, Any]:
    return {"slug": thing.charter.slug, "pk": thing.pk}


def of_appeal(call: Any) -> dict[str, Any]:
    return {"reference": call.project.reference, "slug": call.slug}


def offer(thing: Any) -> dict[str, Any]:
    return {"slug": thing.team.organisation.slug, "offer": thing.slug}


def number_of_mail(thing: Any) -> dict[str, Any]:
    return {"number": thing.pk}


def fixed(**values: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda _thing: values


def with_verb(args: Callable[[Any], dict[str, Any]], verb: str) -> Callable[[Any], dict[str, Any]]:
    return lambda thing: args(thing) | {"verb": verb}


def token_for(purpose: str, thing: Any) -> dict[str, Any]:
    """Return a link as a mail would carry it."""
    target = Message.objects.first() if purpose == UNSUBSCRIBE else thing
    if isinstance(target, File):
        target = message_of(target).thread.target
    return {"token": links.issue(purpose=purpose, target=target, email="quelqu-un@matrice.test")}


PERSON = {"public_id": lambda thing: {"public_id": thing.public_id}}

SAMPLES: dict[str, Sample] = {
    "accompaniment:alert_confirm": Sample("alert", purpose=LinkPurpose.ALERT_CONFIRM),
    "accompaniment:alert_end": Sample("alert", purpose=LinkPurpose.ALERT_END),
    "search:synonyms_remove": Sample("synonyms", lambda thing: {"number": thing.pk}),
    "portal:desk_queue": Sample(args=fixed(key="sans-offre")),
    "directory:export": Sample(args=fixed(extension="csv")),
    "directory:inclusion": Sample(args=fixed(what="structures", extension="json")),
    "sitemap_part": Sample(args=fixed(section="pages")),
    "proconnect_login": Sample(args=fixed(provider_id="proconnect")),
    "proconnect_callback": Sample(args=fixed(provider_id="proconnect")),
    "mfa_remove_webauthn": Sample(args=fixed(pk=0)),
    "mfa_edit_webauthn": Sample(args=fixed(pk=0)),
    "accounts:withdraw_consent": Sample("consent", key),
    "accounts:person_roles": Sample("person", PERSON["public_id"]),
    "accounts:activity": Sample("person", PERSON["public_id"]),
    "accounts:change_role": Sample("person", lambda p: {"public_id": p.public_id, "role": "editor"}),
    "messaging:cancel_absence": Sample("absence", key),
    "messaging:inbound_mail": Sample("inbound", key),
    "messaging:raw_mail": Sample("inbound", key),
    "messaging:handle_mail": Sample("inbound", key),
    "messaging:unsubscribe": Sample("referral", purpose=UNSUBSCRIBE),
    "look:styleguide_page": Sample(args=fixed(name="liste")),
    "look:styleguide_error": Sample(args=fixed(code=404)),
    "knowledge:article": Sample("article", slug),
    "knowledge:review": Sample("article", slug),
    "knowledge:image": Sample(args=fixed(path="absente.png")),
    "api:read_organisation": Sample("organisation", slug),
    "api:read_network": Sample("network", slug),
    "api:read_offer": Sample("offer", slug),
    "api:read_project": Sample("sheet", slug),
    "api:read_charter": Sample("charter", slug),
    "api:read_deliberation": Sample("deliberation", slug),
    "directory:detail": Sample("organisation", slug),
    "directory:offer": Sample("offer", offer),
    "directory:workspace": Sample("organisation", slug),
    "directory:edit": Sample("organisation", slug),
    "directory:visibility": Sample("organisation", slug),
    "directory:team_add": Sample("organisation", slug),
    "directory:team_edit": Sample("team", lambda t: {"slug": t.organisation.slug, "team": t.slug}),
    "directory:absence_add": Sample("team", lambda t: {"slug": t.organisation.slug, "team": t.slug}),
    "directory:absence_remove": Sample("organisation", lambda o: {"slug": o.slug, "number": 0}),
    "directory:offer_check": Sample("offer", purpose=CHECK_LINK),
    "directory:invite": Sample("team", lambda t: {"slug": t.organisation.slug, "team": t.slug}),
    "directory:remove": Sample("member", lambda m: {"slug": m.team.organisation.slug, "member": m.pk}),
    "directory:offer_add": Sample("organisation", slug),
    "directory:offer_edit": Sample("offer", offer),
    "directory:offer_end": Sample("offer", offer),
    "directory:offer_rules": Sample("offer", offer),
    "directory:offer_state": Sample("offer", with_verb(offer, "suspendre")),
    "directory:report": Sample("organisation", slug),
    "directory:claim": Sample("sheets", lambda two: {"slug": two[0].slug}),
    "directory:claim_withdraw": Sample("sheets", lambda two: {"slug": two[0].slug}),
    "directory:claim_prove": Sample("claim", purpose=CLAIM_LINK),
    "directory:moderate_claim": Sample("claim", lambda one: {"number": one.pk}),
    "directory:moderate_report": Sample("report", lambda one: {"number": one.pk}),
    "directory:moderate_suggestion": Sample("suggestion", lambda one: {"number": one.pk}),
    "directory:merge": Sample("sheets", lambda two: {"slug": two[0].slug, "other": two[1].slug}),
    "directory:apart": Sample("sheets", lambda two: {"slug": two[0].slug, "other": two[1].slug}),
    "directory:history": Sample("sheets", lambda two: {"slug": two[0].slug}),
    "directory:revert": Sample("change", lambda one: {"slug": one.organisation.slug, "number": one.pk}),
    "directory:merge_undo": Sample("merge", lambda one: {"slug": one.kept.slug, "number": one.pk}),
    "directory:place_add": Sample("organisation", slug),
    "directory:place_edit": Sample("place", lambda p: {"slug": p.organisation.slug, "number": p.pk}),
    "directory:place_remove": Sample("place", lambda p: {"slug": p.organisation.slug, "number": p.pk}),
    "directory:contact_add": Sample("organisation", slug),
    "directory:contact_remove": Sample("organisation", lambda o: {"slug": o.slug, "number": 0}),
    "directory:contact_agreement": Sample("contact", purpose=CONTACT_LINK),
    "directory:network_join": Sample("organisation", slug),
    "directory:network_leave": Sample("organisation", lambda o: {"slug": o.slug, "number": 0}),
    "directory:network_set": Sample("organisation", slug),
    "directory:import_table": Sample("table", lambda upload: {"number": upload.pk}),
    "directory:import_register": Sample("register", lambda upload: {"number": upload.pk}),
    "directory:import_register_csv": Sample("register", lambda upload: {"number": upload.pk}),
    "directory:service": Sample("service", lambda record: {"number": record.pk}),
    "directory:import": Sample("import", lambda run: {"number": run.pk}),
    "directory:import_csv": Sample("import", lambda run: {"number": run.pk}),
    "projects:detail": Sample("sheet", slug),
    "projects:autosave": Sample(args=fixed(step="idea")),
    "projects:resume": Sample("draft", purpose=mails.RESUME),
    "projects:complete": Sample("decision", purpose=mails.COMPLETE),
    "projects:join": Sample("invitation", purpose=mails.JOIN),
    "projects:news": Sample("project", purpose=mails.NEWS),
    "projects:help_call": Sample("appeal", slug),
    "projects:help_answer": Sample("appeal", slug),
    "projects:help_report": Sample("appeal", slug),
    "projects:help_moderate": Sample("appeal", slug),
    "projects:help_by_link": Sample("hand", purpose=mails.HELP),
    "projects:help_offer": Sample("hand", reference),
    "projects:help_calls": Sample("project", reference),
    "projects:help_manage": Sample("appeal", of_appeal),
    "projects:help_edit": Sample("appeal", of_appeal),
    "projects:manage": Sample("project", reference),
    "projects:follow": Sample("project", reference),
    "projects:answer": Sample("undecided", reference),
    "projects:edit": Sample("project", reference),
    "projects:facts": Sample("project", reference),
    "projects:needs": Sample("project", reference),
    "projects:publish": Sample("project", reference),
    "projects:team": Sample("project", reference),
    "projects:papers": Sample("project", reference),
    "projects:paper": Sample("paper", lambda kept: {"reference": kept.project.reference, "number": kept.pk}),
    "projects:accesses": Sample("project", reference),
    "projects:take_away": Sample("project", reference),
    "projects:life": Sample("project", reference),
    "projects:referent": Sample("person", PERSON["public_id"]),
    "projects:merge": Sample("undecided", lambda one: {"reference": one.reference, "other": one.reference}),
    "projects:triage": Sample("undecided", reference),
    "accompaniment:file": Sample("project", reference),
    "accompaniment:town_message": Sample("project", reference),
    "accompaniment:mails": Sample("project", reference),
    "accompaniment:mail": Sample("mail", number_of_mail),
    "accompaniment:mail_page": Sample("mail", number_of_mail),
    "accompaniment:referral": Sample("referral", reference),
    "accompaniment:shown_list": Sample("referral", reference),
    "accompaniment:wave_call": Sample("call", reference),
    "accompaniment:group": Sample("group", reference),
    "accompaniment:group_by_link": Sample("group", purpose=LinkPurpose.GROUP_CONSENT),
    "accompaniment:group_of_part": Sample("grouped", purpose=LinkPurpose.ANSWER),
    "accompaniment:wave_by_link": Sample("call", purpose=LinkPurpose.WAVE_CONSENT),
    "accompaniment:outside": Sample("outside", reference),
    "accompaniment:outside_sheet": Sample("outside", reference),
    "accompaniment:outside_consent": Sample("outside", purpose=LinkPurpose.OUTSIDE_CONSENT),
    "accompaniment:outside_outcome": Sample("outside", purpose=LinkPurpose.OUTSIDE_OUTCOME),
    "accompaniment:register_file": Sample(args=fixed(year=2026, kind="csv")),
    "accompaniment:offers": Sample(
        "need", lambda need: {"reference": need.project.reference, "number": need.pk}
    ),
    "accompaniment:group_new": Sample(
        "need", lambda need: {"reference": need.project.reference, "number": need.pk}
    ),
    "accompaniment:attachment": Sample("attachment", lambda file: {"number": file.pk}),
    "accompaniment:attachment_by_link": Sample(
        "attachment", lambda file: {"number": file.pk}, purpose=LinkPurpose.ANSWER
    ),
    "accompaniment:consent_by_link": Sample("proposal", purpose=LinkPurpose.CONSENT),
    "accompaniment:answer": Sample("referral", purpose=LinkPurpose.ANSWER),
    "accompaniment:outcome": Sample("referral", purpose=LinkPurpose.OUTCOME_HOLDER),
    "partnerships:detail": Sample("charter", slug),
    "partnerships:pdf": Sample("charter", slug),
    "partnerships:commitment": Sample("commitment", of_charter),
    "partnerships:evidence_add": Sample("commitment", of_charter),
    "partnerships:evidence_accept": Sample("evidence", key),
    "partnerships:evidence_decline": Sample("evidence", key),
    "partnerships:edit": Sample("draft_charter", slug),
    "partnerships:party_add": Sample("draft_charter", slug),
    "partnerships:party_remove": Sample("draft_party", party_of),
    "partnerships:sign": Sample("draft_party", party_of),
    "partnerships:commitment_add": Sample("draft_charter", slug),
    "partnerships:commitment_edit": Sample("draft_commitment", of_charter),
    "partnerships:commitment_remove": Sample("draft_commitment", of_charter),
    "partnerships:link": Sample("draft_charter", slug),
    "partnerships:force": Sample("draft_charter", slug),
    "partnerships:terminate": Sample("draft_charter", slug),
    "partnerships:act": Sample("draft_charter", with_verb(slug, "arreter")),
    "council:detail": Sample("deliberation", slug),
    "council:pdf": Sample("deliberation", slug),
    "council:file": Sample("draft_deliberation", slug),
    "council:edit": Sample("draft_deliberation", slug),
    "council:vote": Sample("draft_deliberation", slug),
    "council:act": Sample("draft_deliberation", with_verb(slug, "inscrire")),
    "council:mandate_end": Sample("mandate", key),
    "council:session": Sample("session", key),
    "council:session_convoke": Sample("session", key),
    "council:session_call_again": Sample("session", key),
    "council:session_hold": Sample("session", key),
    "council:session_close": Sample("session", key),
    "council:deliberation_create": Sample("session", key),
}

# Permissions about the charter are asked of the object that contains what the address names.
ASKED_OF: dict[str, Callable[[Any], Any]] = {
    "partnerships.edit_charter": lambda thing: getattr(thing, "charter", thing),
    "projects.view_project": lambda thing: getattr(thing, "project", thing),
    "projects.publish_project": lambda thing: getattr(thing, "project", thing),
    # What a sheet holds is kept by the teams of its organisation.
    "directory.edit_organisation": lambda thing: getattr(thing, "organisation", thing),
}
# Steps of the sign-in: without the step before, they lead back to its beginning.
SIGN_IN_STEPS = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "proconnect_callback",
    "proconnect_login",
    "socialaccount_login_error",
    "socialaccount_signup",
    "wagtail_sign_in",
}
# Addresses that answer 404 here, as they should: there is no such file, no such provider, no second factor
# to show or to take away, no secret for the webhook. That the page is reached is what the cell says.
ABSENT = {
    "knowledge:image",
    "messaging:webhook",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "proconnect_callback",
    "proconnect_login",
}
# Pages that ask again for a proof answer 403 to people who have none to give, as everybody here.
PROOFS = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
