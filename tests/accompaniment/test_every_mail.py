"""Every mail that leaves, with the worst words people may type: two parts, one action, two languages.

Each is composed three times: with words that attack (HTML, header lines, formats, writing from right to left,
pictures, stacked accents), with words too long for any line, and with nothing in what may be left empty.
"""

import html
import re
import sys
from html.parser import HTMLParser

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.enums import OutcomeSide, OutcomeValue, RefusalReason, ReminderKind
from terreau.accompaniment.models import GroupAnswer, WaveCall
from terreau.accounts.actions import grant_role
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory import actions as directory
from terreau.directory.models import Offer, Organisation
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.knowledge import actions as knowledge
from terreau.knowledge.models import ArticlePage
from terreau.messaging import actions as messaging
from terreau.messaging.enums import Circle
from terreau.messaging.inbound.sealed import seal
from terreau.messaging.models import InboundMail, Message
from terreau.messaging.registry import REGISTRY
from terreau.messaging.worker.rendering import render
from terreau.projects import actions as projects
from terreau.projects.models import Decision, Project
from terreau.territories.models import Operator
from terreau.territories.queries import forget_operator, operator
from tests.factories import help as help_factory
from tests.factories.accompaniment import (
    accepted,
    agreed,
    called,
    directed,
    group_proposed,
    grouped,
    handed,
    proposed,
    published_offer,
    ready,
    sent,
)
from tests.factories.projects import FollowedProjectFactory, ProjectFactory

BY = Actor.system("tests")
NASTY = ""  # what everybody typed, put here by `words`
WORDS = {
    "hostile": '<b onclick="x">&\r\nBcc: p@x.test %(a)s \u202eمشروع\u202c 👩🏽‍🌾 Noe\u0308\u0301\u0323lle',
    "long": "Interprofessionnellement" * 4,
    "bare": "x",
}
SIGNATORY = "signataire@ailleurs.test"
ALLOWED_TAGS = {"html", "head", "meta", "title", "style", "body", "main", "p", "h1", "a", "br", "strong"}


@pytest.fixture(params=WORDS)
def words(request, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "NASTY", WORDS[request.param])
    return request.param


@pytest.fixture
def worst(scene, words):
    """The scene, where everybody typed the worst."""
    Project.objects.update(title=f"Projet {NASTY}", summary=NASTY)
    Organisation.objects.update(name=f"Organisme {NASTY}")
    Offer.objects.update(title=f"Offre {NASTY}")
    User.objects.update(first_name="Ana", last_name=NASTY[:80])
    if words == "bare":
        User.objects.update(first_name="", last_name="")
        Project.objects.update(summary="", story="", publics="", phone="")
        Operator.objects.update(contact_email="", phone="")
        forget_operator()
    scene.project.refresh_from_db()
    scene.need.project = scene.project
    for name in ("offer", "officer", "holder", "adviser"):
        fresh = type(getattr(scene, name)).objects.get(pk=getattr(scene, name).pk)
        setattr(scene, name, fresh)
    scene.project.referent = scene.officer
    scene.received = ProjectFactory(title=f"Projet {NASTY}", owner=scene.holder)
    return scene


def draft_code(worst):
    draft = projects.start_draft()
    projects.save_draft(draft=draft, step="idea", answers={"title": NASTY})
    projects.send_code(draft=draft, email="a@exemple.test")


def asked_if_exact(worst):
    directory.ask_if_exact(offer=worst.offer, by=BY)


def suspended_for_silence(worst):
    for _ in range(3):
        directory.ask_if_exact(offer=worst.offer, by=BY)


def decided(verb, *words):
    def decide(worst):
        said = dict.fromkeys(words, NASTY)
        getattr(projects, verb)(
            project=worst.received, message=f"Bonjour\n\n{NASTY}", by=worst.officer, **said
        )

    return decide


def change_referent(worst):
    colleague = person_like(worst.officer)
    projects.assign_referent(project=worst.project, referent=colleague, by=worst.officer, note=NASTY)


def public_page(worst):
    projects.publish(project=worst.project, fields=[], by=worst.holder)
    projects.warn_of_end(project=worst.project, occasion="1")


def called_for_help(worst):
    return help_factory.call_of(worst.project, title=f"Appel {NASTY}"[:120], text=NASTY, names_holder=True)


def told_reason(worst):
    call = called_for_help(worst)
    projects.report_call(call=call, message=NASTY)
    projects.remove_call(call=call, reason=NASTY, by=worst.officer)


def helped(*moves):
    """Two people answer a call, one with an account; then what the holder and they do."""

    def help_out(worst):
        call = called_for_help(worst)
        neighbour = help_factory.offered_by_mail(call, name=NASTY[:120], message=NASTY)
        known = help_factory.offered(call, by=worst.adviser, message=NASTY, on_behalf_of=NASTY[:120])
        for offer in (neighbour, known):
            for move in moves:
                move(worst, offer)

    return help_out


def accept_help(worst, offer):
    projects.accept_help(offer=offer, word=NASTY, by=worst.holder, shows_address=True)


def decline_help(worst, offer):
    projects.decline_help(offer=offer, word=NASTY, by=worst.holder)


def say_about_help(worst, offer):
    by = offer.user or help_factory.actor(offer)
    projects.say_about_help(offer=offer, body=NASTY, from_holder=False, by=by)
    projects.say_about_help(offer=offer, body=f"{NASTY} !", from_holder=True, by=worst.holder)


def withdraw_help(worst, offer):
    projects.withdraw_help(offer=offer, by=offer.user or help_factory.actor(offer))


def end_call(worst, offer):
    projects.close_call(call=offer.call, by=worst.holder)


def person_like(officer):
    colleague = User.objects.create_user("collegue@exemple.test", first_name="Ana", last_name=NASTY[:80])
    grant_role(user=colleague, role=Role.OFFICER, by=BY)
    return colleague


def completed(worst):
    decided("ask_completion")(worst)
    projects.complete(project=worst.received, answer=NASTY, by=worst.holder)


def post(event, make, to="organisation@exemple.test"):
    def make_and_post(worst):
        messaging.post(event=event, to=to, target=make(worst))

    return make_and_post


def disagree(worst):
    referral = accepted(worst.need, worst.offer)
    for side, value in (
        (OutcomeSide.HOLDER, OutcomeValue.NO_HELP),
        (OutcomeSide.ORGANISATION, OutcomeValue.HELPED),
    ):
        actions.record_outcome(referral=referral, side=side, value=value, text=NASTY, by=BY)


def a_sent(worst):
    return sent(worst.need, worst.offer)


def a_name():
    """The name of an organisation outside the platform, as somebody may type it."""
    return f"Boutique {NASTY}"[:200]


def an_offer_came(worst):
    for state in ("suspended", "published"):
        Offer.objects.update(state=state)
        actions.look_at_need(need=worst.need, by=BY)


def news_of_an_offer(worst):
    alert = actions.ask_alert_on_need(need=worst.need, by=worst.holder)
    actions.confirm_alert(alert=alert, by=BY)
    published_offer("local", perimeter=worst.project.commune, title=NASTY)
    actions.tell_news(alert=alert, by=BY)


def news_of_a_need(worst):
    alert = actions.ask_alert_on_offer(offer=worst.offer, by=worst.adviser)
    actions.confirm_alert(alert=alert, by=BY)
    FollowedProjectFactory(needs=["local"], title=NASTY)
    actions.tell_news(alert=alert, by=BY)


def a_call(worst, **facts):
    other = published_offer("local", perimeter=worst.project.commune, title=f"Offre {NASTY}")
    call = called(worst.need, worst.offer, other, **facts)
    WaveCall.objects.update(word=NASTY)
    call.refresh_from_db()
    return call


def _together(worst):
    other = published_offer("local", perimeter=worst.project.commune, title=f"Offre {NASTY}")
    other.team.organisation.name = f"Deuxième {NASTY}"
    other.team.organisation.save()
    return worst.offer, other


def a_proposed_group(worst):
    group = group_proposed(worst.need, *[accepted(worst.need, offer) for offer in _together(worst)])
    GroupAnswer.objects.update(word=NASTY)
    group.refresh_from_db()
    return group


def a_group(worst):
    group = grouped(worst.need, *_together(worst))
    GroupAnswer.objects.update(next_step=NASTY)
    group.refresh_from_db()
    return group


def another_lead(worst):
    group = a_group(worst)
    lead, member = group.parts.order_by("role")
    actions.name_lead(group=group, lead=member.pk, instead_of=lead.pk, by=BY)


def one_leaves(worst):
    group = a_group(worst)
    actions.leave_group(group=group, part=group.parts.get(role="member"), reason=NASTY, by=BY)


def said_in_a_group(worst):
    actions.post_in_group(
        group=a_group(worst), side="holder", body=f"{NASTY}\n\nFin", circle=Circle.EVERYONE, by=worst.holder
    )


def a_wish(worst):
    return actions.wish_partner(
        referral=accepted(worst.need, worst.offer), partner=NASTY, reason=NASTY, by=BY
    )


def declined_three_times(worst):
    for _time in range(3):
        need = FollowedProjectFactory(referent=worst.officer, needs=["local"]).needs.get()
        referral = sent(need, worst.offer)
        actions.refuse(referral=referral, reason="out_of_scope", scope="stage", text=NASTY, by=BY)


def still_searching(worst):
    referral = a_sent(worst)
    actions.refuse(referral=referral, reason="full", by=BY)
    actions.remind_search(referral=referral, by=BY)


def overdue(call):
    WaveCall.objects.update(next_wave_at=clock.now())
    return call


def claim(worst, email=""):
    sheet = worst.team.organisation
    Organisation.objects.filter(pk=sheet.pk).update(website="https://ailleurs.test/")
    sheet.refresh_from_db()
    return directory.send_claim(
        organisation=sheet, by=worst.holder, role=NASTY[:60], email=email, message=NASTY
    )


def report(worst):
    return directory.report_error(
        organisation=worst.team.organisation, about="phone", message=NASTY, email="qui@exemple.test"
    )


def suggestion(worst):
    return directory.suggest_organisation(name=NASTY, summary=NASTY, email="qui@exemple.test")


def article_to_read(worst):
    page = ArticlePage(slug="page", title=f"Page {NASTY}", summary=NASTY, review_by=clock.today())
    knowledge.ensure_tree(by=BY).add_child(instance=page)
    page.save_revision().publish()
    grant_role(user=worst.officer, role=Role.EDITOR, by=BY)
    knowledge.ask_review(page=ArticlePage.objects.get(pk=page.pk), by=BY)


def come_in(worst, event, **facts):
    raw = f"From: a@x.test\nMessage-ID: <{event}>\n\n{NASTY}".encode()
    facts = {"fingerprint": event, "source": "imap", "subject": NASTY, "raw": seal(raw)} | facts
    messaging.post(event=event, to="a@x.test", target=InboundMail.objects.create(**facts))


def refused_reply(worst):
    come_in(worst, "reply.refused", state="refused", reason="other_sender")


SCENES = {
    "team.invited": [
        lambda w: directory.invite_member(
            team=w.team, email="n@exemple.test", last_name=NASTY[:80], by=w.officer
        )
    ],
    "offer.check": [asked_if_exact],
    "offer.suspended_for_silence": [suspended_for_silence],
    "project.draft_code": [draft_code],
    "project.received": [post("project.received", lambda w: w.received)],
    "project.submitted_to_officers": [post("project.submitted_to_officers", lambda w: w.received)],
    "project.decided": [
        lambda w: projects.accept(project=w.received, referent=w.officer, message=NASTY, by=w.officer),
        decided("ask_completion"),
        decided("redirect", "reason", "alternative"),
        decided("refuse", "reason", "alternative"),
    ],
    "project.completed": [completed],
    "project.triage_late": [lambda w: projects.call_officers(project=w.received, occasion="1", by=None)],
    "project.news_asked": [post("project.news_asked", lambda w: w.project)],
    "project.news_given": [
        lambda w: projects.give_news(project=w.project, news="goes_on", text=NASTY, by=w.holder)
    ],
    "project.help_confirm": [helped()],
    "project.help_offered": [helped()],
    "project.help_introduced": [helped(accept_help)],
    "project.help_declined": [helped(decline_help), helped(end_call)],
    "project.help_withdrawn": [helped(withdraw_help), helped(accept_help, withdraw_help)],
    "project.help_message": [helped(accept_help, say_about_help)],
    "project.help_ends": [lambda w: projects.warn_of_call_end(call=called_for_help(w), occasion="1")],
    "project.help_removed": [told_reason],
    "project.help_reported": [lambda w: projects.report_call(call=called_for_help(w), message=NASTY)],
    "project.sheet_ends": [public_page],
    "project.merged": [lambda w: projects.merge(gone=w.received, kept=w.project, by=w.officer)],
    "project.referent_changed": [change_referent],
    "project.entrusted": [change_referent],
    "project.invited": [
        lambda w: projects.invite(project=w.project, email="n@exemple.test", role="reader", by=w.holder)
    ],
    "referral.proposed": [
        lambda w: actions.propose(need=w.need, offer=w.offer, word=NASTY, by=w.officer),
    ],
    "referral.sent": [a_sent],
    "referral.handed_over": [
        lambda w: actions.hand_over(referral=a_sent(w), email=w.adviser.email, by=w.adviser)
    ],
    "referral.reminder": [
        lambda w: actions.climb(referral=left(a_sent(w)), kind=ReminderKind.FIRST, by=BY),
        post("referral.reminder", a_sent, to=SIGNATORY),
    ],
    "referral.withdrawn": [post("referral.withdrawn", a_sent)],
    "referral.filled": [post("referral.filled", a_sent)],
    "offer.to_review": [declined_three_times],
    "wave_call.proposed": [a_call],
    "wave_call.wave_opened": [
        lambda w: actions.next_wave(call=overdue(agreed(a_call(w, per_wave=1))), by=BY)
    ],
    "wave_call.exhausted": [
        lambda w: [
            actions.refuse(referral=one, reason="full", by=BY) for one in agreed(a_call(w)).referrals.all()
        ]
    ],
    "wave_call.holder_silent": [post("wave_call.holder_silent", a_call)],
    "referral.holder_silent": [post("referral.holder_silent", lambda w: proposed(w.need, w.offer))],
    "referral.still_searching": [still_searching],
    "wave_call.declined": [lambda w: actions.decline_waves(call=a_call(w), reason=NASTY, by=w.holder)],
    "group_answer.proposed": [a_proposed_group],
    "group_answer.declined": [
        lambda w: actions.decline_group(group=a_proposed_group(w), reason=NASTY, by=w.holder)
    ],
    "group_answer.holder_silent": [post("group_answer.holder_silent", a_proposed_group)],
    "group_answer.formed": [a_group],
    "group_answer.lead_named": [another_lead],
    "group_answer.left": [one_leaves],
    "group_answer.ended": [lambda w: actions.close_group(group=a_group(w), by=w.officer)],
    "group_answer.news_due": [lambda w: actions.remind_news(group=a_group(w), by=BY)],
    "group_answer.lead_silent": [post("group_answer.lead_silent", a_group)],
    "group_answer.message": [said_in_a_group],
    "partner.wished": [a_wish],
    "partner.answered": [lambda w: actions.answer_wish(wish=a_wish(w), answer=NASTY, by=w.officer)],
    "outside.proposed": [lambda w: directed(w.need, a_name(), word=NASTY)],
    "outside.declined": [
        lambda w: actions.decline_outside(outside=directed(w.need, a_name()), reason=NASTY, by=w.holder)
    ],
    "outside.to_hand": [lambda w: ready(w.need, organisation=a_name())],
    "outside.handed": [lambda w: handed(w.need, organisation=a_name())],
    "outside.news": [
        lambda w: actions.ask_outside_news(outside=handed(w.need, organisation=a_name()), by=BY)
    ],
    "outside.holder_silent": [post("outside.holder_silent", lambda w: directed(w.need, a_name()))],
    "outside.withdrawn": [
        lambda w: actions.withdraw_outside(outside=handed(w.need, organisation=a_name()), reason=NASTY, by=BY)
    ],
    "outside.closed": [
        lambda w: actions.record_outside_outcome(
            outside=handed(w.need, organisation=a_name()), side="desk", value="helped", text=NASTY, by=BY
        )
    ],
    "referral.introduction": [lambda w: actions.accept(referral=a_sent(w), first_step=NASTY, by=w.adviser)],
    "referral.asked": [lambda w: actions.ask(referral=a_sent(w), question=NASTY, by=w.adviser)],
    "referral.refused": [
        lambda w: actions.refuse(referral=a_sent(w), reason=RefusalReason.OTHER, text=NASTY, by=w.adviser)
    ],
    "referral.expired": [lambda w: actions.expire(referral=a_sent(w), by=BY)],
    "referral.outcome_question": [lambda w: actions.ask_outcome(referral=accepted(w.need, w.offer), by=BY)],
    "referral.declined": [
        lambda w: actions.decline(referral=proposed(w.need, w.offer), reason=NASTY, by=w.holder)
    ],
    "outcome.disagreement": [disagree],
    "need.unmet": [lambda w: actions.record_no_offer(need=w.need, reason=NASTY, by=w.officer)],
    "need.offer_came": [an_offer_came],
    "need.offer_to_read": [an_offer_came],
    "alert.confirm": [lambda w: actions.ask_alert_on_need(need=w.need, by=w.holder)],
    "alert.news": [news_of_an_offer, news_of_a_need],
    "message.posted": [
        lambda w: actions.post_message(
            referral=a_sent(w), side="holder", body=f"{NASTY}\n\nFin", circle=Circle.EVERYONE, by=w.holder
        )
    ],
    "contact.proposed": [
        lambda w: directory.propose_contact(
            organisation=w.team.organisation, name=NASTY, role=NASTY, email="n@exemple.test", by=w.officer
        )
    ],
    "claim.received": [claim, lambda w: claim(w, "bureau@ailleurs.test")],
    "claim.prove": [lambda w: claim(w, "bureau@ailleurs.test")],
    "claim.to_decide": [claim],
    "claim.answered": [
        lambda w: directory.accept_claim(claim=claim(w), by=w.officer),
        lambda w: directory.refuse_claim(claim=claim(w), answer=NASTY, by=w.officer),
    ],
    "report.answered": [
        lambda w: directory.apply_report(report=report(w), answer=NASTY, by=w.officer),
        lambda w: directory.refuse_report(report=report(w), answer=NASTY, by=w.officer),
    ],
    "suggestion.answered": [
        lambda w: directory.publish_suggestion(suggestion=suggestion(w), by=w.officer),
        lambda w: directory.attach_suggestion(
            suggestion=suggestion(w), organisation=w.team.organisation, by=w.officer
        ),
        lambda w: directory.refuse_suggestion(suggestion=suggestion(w), answer=NASTY, by=w.officer),
    ],
    "article.review_due": [article_to_read],
    "reply.refused": [refused_reply],
    "reply.posted": [lambda w: come_in(w, "reply.posted", explanation=NASTY)],
    "message.to_town": [lambda w: actions.post_to_town(project=w.project, body=NASTY, by=w.holder)],
}
CASES = [
    pytest.param(event, make, id=f"{event}-{number}")
    for event, makes in SCENES.items()
    for number, make in enumerate(makes)
]


def left(referral):
    """The demand has left the outbox: only then is somebody reminded of it."""
    from terreau.messaging.enums import MessageState

    Message.objects.filter(event="referral.sent").update(state=MessageState.SENT, sent_at=clock.now())
    return referral


class Page(HTMLParser):
    """The tags, links and words of the HTML part."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.links, self.attributes, self.words = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.words.append(data)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_composer_is_here():
    assert set(SCENES) == set(REGISTRY)


@pytest.mark.parametrize(("event", "make"), CASES)
def test_mail_is_whole_in_both_parts_and_both_languages(worst, words, event, make):
    make(worst)
    messages = list(Message.objects.filter(event=event))
    assert messages

    for message in messages:
        subjects = [is_whole(message, language, words) for language in ("fr", "en")]
        assert subjects[0] != subjects[1]


def is_whole(message, language, words):
    """Check the mail in a language, part by part; return its subject."""
    message.language = language
    mail = render(message)
    page = Page(mail.alternatives[0].content)

    assert mail.subject == squeezed(mail.subject)
    assert 8 < len(mail.subject) <= 240
    assert mail.message()["Subject"]
    assert [name for name in mail.message() if name.lower() in {"bcc", "cc"}] == []
    assert (set(page.tags) - ALLOWED_TAGS, page.attributes & {"onclick", "src"}) == (set(), set())
    # A demand that was withdrawn, or that is not the reader's, opens nothing.
    nothing_to_open = message.event in {
        "referral.withdrawn",
        "referral.filled",
        "reply.refused",
        "reply.posted",
    }
    assert len(page.links) == (not nothing_to_open and message.recipient != SIGNATORY)
    for link in page.links:
        assert mail.body.count(link) == 1
        assert ("/en/" in link) == (language == "en")
    shown_words = squeezed(" ".join(page.words))
    said, _sign, foot = mail.body.partition("\n-- ")
    for paragraph in said.splitlines():
        shown = squeezed(paragraph)
        assert not shown or shown.rstrip(" :") in shown_words or shown in page.links
    assert len(squeezed(said)) > 30
    assert squeezed(foot).rpartition(" · ")[0]
    if words == "bare":  # an empty name or reason leaves no hole
        assert re.findall(r"«\s*»|\bNone\b|[ (]%\(|\(\)|\s[.,]\s", f"{mail.subject}\n{said}") == []
    return html.unescape(mail.subject)


@pytest.mark.parametrize(("event", "make"), CASES)
def test_answer_to_a_mail_reaches_somebody(scene, monkeypatch, event, make):
    """Reply-To is a person, the conversation, or the town: never the address that nobody reads."""
    monkeypatch.setattr(sys.modules[__name__], "NASTY", "Mots")
    Operator.objects.update(contact_email="ess@ville.test")
    forget_operator()
    scene.received = ProjectFactory(title="Reçu", owner=scene.holder)
    make(scene)

    for message in Message.objects.filter(event=event):
        [address] = render(message).reply_to

        known = User.objects.filter(email=address, is_active=True).exists()
        assert known or address == operator().contact_email


@pytest.mark.parametrize("event", sorted(set(SCENES) - {"team.invited"}))
def test_mail_of_a_procedure_has_a_name_in_the_preferences(event):
    assert str(REGISTRY[event].label)


def test_mails_that_became_moot_are_not_sent(worst):
    referral = sent(worst.need, worst.offer)
    decided("ask_completion")(worst)
    projects.complete(project=worst.received, answer="Voilà", by=worst.holder)
    invited = projects.invite(project=worst.project, email="n@exemple.test", role="reader", by=worst.holder)
    projects.remove_member(member=invited, by=worst.holder)
    projects.accept(project=worst.received, referent=worst.officer, message="Oui", by=worst.officer)
    projects.call_officers(project=ProjectFactory(), occasion="1", by=None)
    late = Message.objects.filter(event="project.triage_late").first()
    Project.objects.filter(pk=late.target_key).update(
        state="to_complete", completion_asked_at=worst.received.submitted_at, referent=worst.officer
    )
    actions.withdraw(referral=referral, by=worst.holder)

    asked = Decision.objects.get(verdict="ask_completion")
    moot = [
        Message.objects.get(event="project.decided", target_key=str(asked.pk)),
        Message.objects.get(event="project.completed"),
        Message.objects.get(event="project.invited"),
        late,
        *Message.objects.filter(event__in=["referral.sent", "referral.proposed"]),
    ]

    assert [render(message) for message in moot] == [None] * len(moot)
    assert len(moot) >= 6
