"""People offer a hand, the holder picks, the two talk; no address shows unless somebody chose to show it."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.core import mail
from django.urls import reverse

from terreau.accounts import actions as accounts
from terreau.accounts.exports import my_data
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging.models import CapabilityLink, InboundMail, Message, Thread, ThreadMessage
from terreau.messaging.worker.outbox import send_due
from terreau.projects import actions
from terreau.projects.enums import HelpOfferState
from terreau.projects.models import HelpOffer
from terreau.projects.models.help_offers import HELP_OFFER_WORKFLOW
from terreau.projects.queries.whole import whole_file
from tests.factories.help import actor, call_of, offered, offered_by_mail
from tests.factories.projects import FollowedProjectFactory, PersonFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

HOLDER, NEIGHBOUR = "porteuse@exemple.test", "voisine@exemple.test"
TYPED = {"name": "Nora", "email": NEIGHBOUR, "message": "J’ai une échelle."}


@pytest.fixture(autouse=True)
def _town(settings):
    OperatorFactory()
    settings.REPLY_ADDRESS = "reponse@terreau.test"


@pytest.fixture
def call():
    return call_of(FollowedProjectFactory(title="Le lavoir", owner=PersonFactory(email=HOLDER)))


def answer_page(call):
    return reverse("projects:help_answer", args=[call.slug])


def offer_from_page(client, call, clock, **facts):
    html = client.get(answer_page(call)).content.decode()
    clock.travel(kernel_clock.now() + dt.timedelta(seconds=10))
    shown_at = re.search(r'name="shown_at" value="([^"]+)"', html)[1]
    return client.post(answer_page(call), TYPED | {"shown_at": shown_at} | facts).content.decode()


def link_in(outgoing):
    return re.search(r"/projets/coup-de-main/[\w-]+/", outgoing.body)[0]


def sent_to(address):
    send_due()
    return [one for one in mail.outbox if one.to == [address]]


def test_m11_a_neighbour_without_account_helps_and_no_address_ever_shows(client, client_for, call, clock):
    sent = offer_from_page(client, call, clock)
    [asked] = sent_to(NEIGHBOUR)
    unread = client_for(call.project.owner).get(
        reverse("projects:help_manage", args=[call.project.reference, call.slug])
    )
    link = link_in(asked)
    looked = client.get(link).content.decode()
    client.post(link, {"confirm": "1"})
    [told] = sent_to(HOLDER)
    offer = HelpOffer.objects.get()
    holder = client_for(call.project.owner)
    read = holder.get(offer.get_absolute_url()).content.decode()
    holder.post(offer.get_absolute_url(), {"accept": "1", "word": "Avec joie."})
    introduced = {one.to[0]: one for one in (sent_to(NEIGHBOUR)[-1], sent_to(HOLDER)[-1])}
    client.post(link, {"say": "1", "body": "À samedi !"})
    heard = holder.get(offer.get_absolute_url()).content.decode()
    followed = client.get(link).content.decode()

    assert NEIGHBOUR in sent
    assert "J’ai une échelle." not in unread.content.decode()
    assert "Confirmer mon coup de main" in looked
    assert "J’ai une échelle." in told.body
    assert "J’ai une échelle." in read
    assert "À samedi !" in heard
    assert "Avec joie." in followed
    for page in (read, heard, told.body, introduced[HOLDER].body, introduced[HOLDER].alternatives[0].content):
        assert NEIGHBOUR not in page
    for page in (looked, followed, asked.body, introduced[NEIGHBOUR].body):
        assert HOLDER not in page
    assert {one.reply_to[0] for one in introduced.values()} & {HOLDER, NEIGHBOUR} == set()
    verbs = Entry.objects.filter(verb__startswith="help_offer").order_by("pk")
    assert [one.verb for one in verbs] == ["help_offer.made", "help_offer.accepted", "help_offer.message"]
    assert verbs[0].actor_label == "Une personne sans compte"


def test_a_signed_in_person_offers_at_once_and_follows_from_their_space(client_for, call):
    volunteer = PersonFactory(first_name="Omar", last_name="Tilleul")
    theirs = client_for(volunteer)
    typed = {"name": "Omar Tilleul", "on_behalf_of": "La Ruche", "message": "Deux heures."}

    pages = [theirs.post(answer_page(call), typed).url for _ in range(2)]

    offer = HelpOffer.objects.get()
    assert pages == [offer.get_absolute_url()] * 2
    assert (offer.state, offer.user, offer.email) == ("waiting", volunteer, "")
    assert "Deux heures." in theirs.get(reverse("projects:help_mine")).content.decode()
    assert "Il lit votre message" in theirs.get(offer.get_absolute_url()).content.decode()
    assert Message.objects.filter(event="project.help_offered", user=call.project.owner).count() == 1
    [told] = sent_to(HOLDER)
    assert "Omar Tilleul (La Ruche)" in told.body


def test_nobody_helps_their_own_project(client_for, call):
    page = client_for(call.project.owner).post(answer_page(call), {"name": "Moi", "message": "Moi !"})

    assert "votre propre projet" in page.content.decode()
    assert HelpOffer.objects.count() == 0


def test_the_same_address_typed_again_gets_one_mail_an_hour_and_tells_nothing(client, call, clock):
    first = offer_from_page(client, call, clock)
    second = offer_from_page(client, call, clock, message="Et un escabeau.")
    offer = HelpOffer.objects.get()
    client.post(link_in(sent_to(NEIGHBOUR)[0]), {"confirm": "1"})
    third = offer_from_page(client, call, clock, message="Quelqu’un d’autre écrit.")
    mails = len(sent_to(NEIGHBOUR))
    clock.travel(kernel_clock.now() + dt.timedelta(hours=2))
    offer_from_page(client, call, clock, message="Encore.")

    assert {one.partition("csrf")[0] for one in (first, second, third)} == {first.partition("csrf")[0]}
    assert offer.message == "Et un escabeau."
    assert mails == 1
    assert len(sent_to(NEIGHBOUR)) == 2
    assert "déjà répondu" in sent_to(NEIGHBOUR)[-1].body
    offer.refresh_from_db()
    assert (HelpOffer.objects.count(), offer.message) == (1, "Et un escabeau.")


def test_too_many_offers_from_one_place_wait_an_hour(client, call, clock):
    for number in range(10):
        offer_from_page(client, call, clock, email=f"n{number}@exemple.test")

    refused = offer_from_page(client, call, clock, email="n11@exemple.test")

    assert "réessayez dans une heure" in refused
    assert "J’ai une échelle." in refused
    assert HelpOffer.objects.count() == 10


def test_a_machine_that_fills_every_field_is_stopped(client, call, clock):
    refused = offer_from_page(client, call, clock, website_of_sender="http://spam.test")

    assert "doit rester vide" in refused
    assert (HelpOffer.objects.count(), Message.objects.count()) == (0, 0)


def test_a_call_with_fifty_offers_to_read_takes_no_other(call):
    rows = [HelpOffer(call=call, email=f"n{one}@exemple.test", name="N", message="M") for one in range(50)]
    HelpOffer.objects.bulk_create(rows)

    with pytest.raises(RuleBroken, match="ont déjà répondu"):
        offered(call)
    with pytest.raises(RuleBroken, match="ont déjà répondu"):
        actions.offer_help_by_mail(
            call=call, email="autre@exemple.test", language="fr", name="N", message="M"
        )


def test_addresses_show_only_when_each_side_chose_it(client_for, call):
    volunteer = PersonFactory(email="omar@exemple.test")
    offer = offered(call, by=volunteer, shows_address=True)
    holder, theirs = client_for(call.project.owner), client_for(volunteer)
    before = holder.get(offer.get_absolute_url()).content.decode()

    holder.post(offer.get_absolute_url(), {"accept": "1", "shows_address": "on"})

    assert "omar@exemple.test" not in before
    assert "omar@exemple.test" in holder.get(offer.get_absolute_url()).content.decode()
    assert HOLDER in theirs.get(offer.get_absolute_url()).content.decode()
    assert "omar@exemple.test" in sent_to(HOLDER)[-1].body
    assert HOLDER in sent_to("omar@exemple.test")[-1].body


def test_declining_thanks_with_a_word_and_twice_is_once(client_for, call):
    offer = offered_by_mail(call)
    holder = client_for(call.project.owner)

    for _ in range(2):
        holder.post(offer.get_absolute_url(), {"decline": "1", "word": "Nous avons trouvé."})

    offer.refresh_from_db()
    assert offer.state == HelpOfferState.DECLINED
    assert Message.objects.filter(event="project.help_declined").count() == 1
    assert "Nous avons trouvé." in sent_to(NEIGHBOUR)[-1].body
    late = holder.post(offer.get_absolute_url(), {"accept": "1"}).content.decode()
    assert "déjà décliné" in late


def test_an_offer_taken_back_is_not_picked(client, client_for, call):
    offer = offered_by_mail(call)
    send_due()
    link = link_in(next(one for one in mail.outbox if one.to == [NEIGHBOUR]))

    for _ in range(2):
        client.post(link, {"withdraw": "1"})
    refused = client_for(call.project.owner).post(offer.get_absolute_url(), {"accept": "1"}).content.decode()

    offer.refresh_from_db()
    assert offer.state == HelpOfferState.WITHDRAWN
    assert "vient de reprendre sa proposition" in refused
    assert Message.objects.filter(event="project.help_withdrawn").count() == 1
    assert offered_by_mail(call).pk != offer.pk


def test_a_link_confirms_once_and_not_after_the_end(client, call, clock):
    actions.offer_help_by_mail(call=call, email=NEIGHBOUR, language="fr", name="N", message="M")
    send_due()
    link = link_in(mail.outbox[0])
    for _ in range(2):
        client.post(link, {"confirm": "1"})
    assert Entry.objects.filter(verb="help_offer.made").count() == 1
    late = actions.offer_help_by_mail(call=call, email="b@x.test", language="fr", name="N", message="M")

    actions.close_call(call=call, by=call.project.owner)

    with pytest.raises(RuleBroken, match="Cet appel est terminé"):
        actions.confirm_help(offer=late, by=actor(late))
    assert "D’autres projets cherchent" in client.get(link).content.decode()
    assert not Message.objects.filter(event="project.help_declined", recipient="b@x.test").exists()


def test_nobody_else_reads_or_moves_an_offer(client, client_for, call, person):
    offer, stranger = offered(call), client_for(person())

    assert stranger.get(offer.get_absolute_url()).status_code == 404
    assert stranger.post(offer.get_absolute_url(), {"accept": "1"}).status_code == 404
    assert client.get(offer.get_absolute_url()).status_code == 302
    unproved = actions.offer_help_by_mail(call=call, email="b@x.test", language="fr", name="N", message="M")
    assert client_for(call.project.owner).get(unproved.get_absolute_url()).status_code == 404


def test_a_volunteer_cannot_accept_for_the_holder(client_for, call):
    volunteer = PersonFactory()
    offer = offered(call, by=volunteer)

    client_for(volunteer).post(offer.get_absolute_url(), {"accept": "1"})

    offer.refresh_from_db()
    assert offer.state == HelpOfferState.WAITING


def test_talk_waits_for_the_acceptance_and_a_second_click_says_nothing_more(call):
    offer = offered(call)
    with pytest.raises(RuleBroken, match="attend encore"):
        actions.say_about_help(offer=offer, body="Alors ?", from_holder=False, by=offer.user)
    actions.accept_help(offer=offer, word="", by=call.project.owner)

    for _ in range(2):
        actions.say_about_help(offer=offer, body="Alors ?", from_holder=False, by=offer.user)

    assert [said.body for said in ThreadMessage.objects.all()] == ["Alors ?"]
    assert Message.objects.filter(event="project.help_message").count() == 1


def answer_by_mail(sender, to, text="Je réponds par courriel.", attached=""):
    raw = f"From: {sender}\nTo: {to}\nMessage-ID: <{sender}{len(text)}>\n\n{text}\n"
    if attached:
        raw = (
            f"From: {sender}\nTo: {to}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\n"
            f"Content-Type: text/plain\nContent-Disposition: attachment; filename={attached}\n\nabc\n--b--\n"
        )
    return messaging.receive(raw=raw.encode(), source="command")


@pytest.fixture
def relays(call):
    """The relay addresses of an accepted offer, by who was given them."""
    offer = offered_by_mail(call)
    actions.accept_help(offer=offer, word="", by=call.project.owner)
    send_due()
    found = [one for one in mail.outbox if "accepté" in one.subject]
    return offer, {one.to[0]: one.reply_to[0] for one in found}


def test_both_sides_answer_by_mail_through_relay_addresses(relays):
    offer, relay = relays

    answer_by_mail(NEIGHBOUR, relay[NEIGHBOUR], "Je viens.")
    answer_by_mail(HOLDER, relay[HOLDER], "Merci bien.", attached="plan.txt")
    messaging_sort()

    said = [(one.author_label, one.body) for one in ThreadMessage.objects.order_by("pk")]
    assert said == [("Voisine", "Je viens."), (offer.call.project.owner.full_name, "Merci bien.")]
    assert "ne passent pas" in sent_to(HOLDER)[-1].body
    assert all(one.startswith("reponse+") for one in relay.values())


def messaging_sort():
    for one in InboundMail.objects.filter(state="received"):
        messaging.sort(mail=one)


def test_a_relay_ends_when_the_offer_is_taken_back(relays):
    offer, relay = relays
    actions.withdraw_help(offer=offer, by=actor(offer))

    answer_by_mail(HOLDER, relay[HOLDER], "Dommage.")
    messaging_sort()

    assert ThreadMessage.objects.count() == 0
    assert "n’a pas été publiée" in sent_to(HOLDER)[-1].subject


def test_every_cell_of_the_states_of_an_offer(call):
    for state in HelpOfferState:
        for verb, move in HELP_OFFER_WORKFLOW.transitions.items():
            offer = HelpOffer(call=call, state=state)
            assert HELP_OFFER_WORKFLOW.can(offer, verb) == (state in move.sources)


def test_an_account_that_goes_takes_its_offers_and_their_talk(call):
    volunteer = PersonFactory(email="zqvoisin@exemple.test", first_name="Zqvoisin", last_name="Zqnom")
    offer = offered(call, by=volunteer, message="zqmessage")
    by_mail = offered_by_mail(call, "zqvoisin@exemple.test", message="zqmessage")
    actions.accept_help(offer=offer, word="Merci", by=call.project.owner)
    actions.accept_help(offer=by_mail, word="Merci", by=call.project.owner)
    actions.say_about_help(offer=offer, body="zqmessage", from_holder=False, by=volunteer)
    send_due()
    assert b"zqmessage" in unzipped(my_data(volunteer))

    accounts.erase_account(user=volunteer, by=volunteer)

    assert (HelpOffer.objects.count(), Thread.objects.count()) == (0, 0)
    assert not Message.objects.filter(recipient__contains="zqvoisin").exists()
    assert not CapabilityLink.objects.filter(email__contains="zqvoisin").exists()
    assert not Entry.objects.filter(actor_label__contains="Zq").exists()


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("mes-donnees.json")


def test_a_holder_who_goes_takes_the_calls_of_projects_that_are_over(call):
    offer = offered_by_mail(call)
    actions.accept_help(offer=offer, word="Merci", by=call.project.owner)
    send_due()
    project = call.project
    project.refresh_from_db()
    actions.close(project=project, reason="Fini.", by=project.owner)

    accounts.erase_account(user=project.owner, by=project.owner)

    assert (HelpOffer.objects.count(), project.help_calls.count(), Thread.objects.count()) == (0, 0, 0)
    assert not Message.objects.filter(recipient=NEIGHBOUR).exists()
    assert not Entry.objects.filter(target_kind="projects.helpcall").exclude(target_label="").exists()


def test_old_offers_are_forgotten(call, clock):
    unproved = actions.offer_help_by_mail(call=call, email="a@x.test", language="fr", name="N", message="M")
    declined, picked = offered_by_mail(call), offered(call)
    actions.decline_help(offer=declined, word="", by=call.project.owner)
    actions.accept_help(offer=picked, word="", by=call.project.owner)
    start = kernel_clock.now()

    def left_after(days):
        clock.travel(start + dt.timedelta(days=days))
        actions.forget_old_help(by=None)
        return set(HelpOffer.objects.values_list("pk", flat=True))

    assert left_after(13) == {unproved.pk, declined.pk, picked.pk}
    assert left_after(15) == {declined.pk, picked.pk}
    assert left_after(91) == {picked.pk}
    actions.close_call(call=call, by=call.project.owner)
    assert left_after(91 + 364) == {picked.pk}
    assert left_after(91 + 366) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_my_list_asks_the_same_whatever_the_number(client_for, django_assert_num_queries, number):
    volunteer = PersonFactory()
    for one in range(number):
        offered(call_of(title=f"Appel {one}"), by=volunteer)
    theirs = client_for(volunteer)
    theirs.get(reverse("projects:help_mine"))

    with django_assert_num_queries(5):
        theirs.get(reverse("projects:help_mine"))


def test_the_file_taken_away_tells_the_calls_and_who_helped(call):
    actions.accept_help(offer=offered_by_mail(call), word="", by=call.project.owner)
    offered(call, message="Refus à venir")

    [row] = whole_file(call.project)["history"]["help_calls"]
    assert (row["title"], row["helped"]) == ("Deux personnes pour repeindre", "Voisine : J’ai une échelle.")
