"""The secretary's desk: what is expected and by when, where a deliberation stands, what each form says."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.council import queries
from terreau.council.models import Assembly, Deliberation, Mandate, Session
from terreau.territories.queries import forget_operator
from tests.factories import council as make
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

TEXT = {
    "number": "",
    "title": "Un point",
    "rapporteur": "",
    "summary": "En clair.",
    "note": "Une note.",
    "considerations": "Vu le code\n\n  Considérant la demande  ",
    "decision_text": "DÉCIDE.",
}
VOTE = {"votes_for": "5", "votes_against": "0", "abstentions": "0", "not_taking_part": "0", "ballot": "hands"}


@pytest.fixture
def secretary(client_for, person):
    return client_for(person(Role.SECRETARY))


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def expected() -> list[tuple]:
    return [(task.label, task.due, task.is_late) for task in queries.tasks()]


def test_tasks_of_a_session_follow_its_steps(clock):
    clock.travel(dt.date(2015, 5, 15))
    session = make.session_in("planned")
    assert expected() == [("Convoquer le conseil", dt.date(2015, 5, 15), False)]

    Session.objects.update(convoked_on=dt.date(2015, 5, 15))
    assert expected() == [("Constater les présences et le quorum", dt.date(2015, 5, 21), False)]

    clock.travel(dt.date(2015, 5, 22))
    session.delete()
    make.session_in("held")
    assert expected() == [
        ("Clore la séance une fois les votes enregistrés", dt.date(2015, 5, 21), True),
    ]

    Session.objects.update(state="closed")
    assert expected() == []


def test_tasks_of_deliberations_the_most_pressing_first(clock):
    clock.travel(dt.date(2015, 5, 28))
    session = make.session_in("held")
    make.deliberation_in("tabled", title="À voter", session=session)
    make.deliberation_in("adopted", title="À publier et transmettre", session=session)
    make.deliberation_in("rejected", title="À publier", session=session)
    make.published("À transmettre", session=session)
    make.published("Finie", session=session, transmitted_at=make.at_noon(dt.date(2015, 5, 28)))
    make.published("Rejetée", session=session, state="rejected")
    make.deliberation_in("withdrawn", title="Retirée", session=session)

    found = [(task.label, task.about, task.due, task.is_late) for task in queries.tasks()]

    week, voted = dt.date(2015, 5, 28), dt.date(2015, 5, 21)
    assert found[:2] == [
        ("Clore la séance une fois les votes enregistrés", "Séance du 21 mai 2015", voted, True),
        ("Enregistrer le vote", "À voter", voted, True),
    ]
    assert sorted(found[2:], key=lambda task: task[:2]) == [
        ("Publier la délibération", "À publier", week, False),
        ("Publier la délibération", "À publier et transmettre", week, False),
        ("Transmettre la délibération au représentant de l’État", "À publier et transmettre", week, False),
        ("Transmettre la délibération au représentant de l’État", "À transmettre", week, False),
    ]


def test_task_without_a_day_is_never_late():
    assert queries.Task("Faire", "cela", "/").is_late is False


@pytest.mark.parametrize("count", [1, 3])
def test_desk_keeps_its_number_of_queries(secretary, count, django_assert_num_queries):
    make.small_assembly()
    for rank in range(count):
        session = make.session_in("held", held_on=dt.date(2015, 5, 1) + dt.timedelta(days=rank))
        make.deliberation_in("tabled", session=session)
    secretary.get(reverse("council:mandates"))

    with django_assert_num_queries(8):
        page = secretary.get(reverse("council:desk"))

    assert len(page.context["tasks"]) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_session_page_keeps_its_number_of_queries(secretary, count, django_assert_num_queries):
    session = make.session_in("held")
    for _rank in range(count):
        make.deliberation_in("adopted", session=session, rapporteur=session.assembly.mandates.first())
    secretary.get(reverse("council:mandates"))

    with django_assert_num_queries(5):
        page = secretary.get(session.get_absolute_url())

    assert page.content.decode().count("Rapporteur\u00a0: Camille Conseil 0") == count


@pytest.mark.parametrize("count", [1, 3])
def test_mandate_page_keeps_its_number_of_queries(secretary, count, django_assert_num_queries):
    make.small_assembly(count)
    secretary.get(reverse("council:desk"))

    with django_assert_num_queries(5):
        page = secretary.get(reverse("council:mandates"))

    assert page.content.decode().count("depuis le 4 avril 2014") == count


def test_desk_counts_the_items_that_are_not_withdrawn():
    session = make.session_in("planned")
    for state in ("draft", "tabled", "withdrawn"):
        make.deliberation_in(state, session=session)

    assert [found.items for found in queries.sessions()] == [2]


def test_desk_shows_when_the_convocation_leaves_or_left(secretary):
    make.session_in("planned")
    make.session_in("closed", held_on=dt.date(2015, 4, 2))

    page = secretary.get(reverse("council:desk")).content.decode()

    assert "à envoyer avant le 15 mai 2015" in page
    assert "25 mars 2015" in page


def test_desk_without_an_assembly_asks_for_it(secretary, client_for, person):
    url = reverse("council:desk")

    assert reverse("council:assembly") in secretary.get(url).content.decode()
    reader = client_for(person(Role.ELECTED)).get(url).content.decode()
    assert "L’assemblée n’est pas encore décrite" in reader
    assert reverse("council:assembly") not in reader


def test_desk_without_a_task_or_a_session_says_so(secretary):
    make.small_assembly()

    page = secretary.get(reverse("council:desk")).content.decode()

    assert "Rien n’est attendu" in page
    assert "Aucune séance prévue" in page


PATH = ["Projet", "Ordre du jour", "Convocation", "Vote", "Publication", "Transmission"]


@pytest.mark.parametrize(
    ("state", "facts", "convened", "reached", "what"),
    [
        ("draft", {}, False, 1, "Inscrire le projet à l’ordre du jour."),
        ("tabled", {}, False, 2, "Convoquer le conseil, note de présentation jointe."),
        ("tabled", {}, True, 3, "Ouvrir la séance et constater le quorum."),
        ("adopted", {}, True, 4, "Publier la délibération."),
        ("rejected", {}, True, 4, "Publier la délibération."),
        ("withdrawn", {}, True, 1, None),
    ],
)
def test_steps_and_next_step_of_each_state(state, facts, convened, reached, what):
    voted = state in ("adopted", "rejected")
    session = make.session_in(
        "held" if voted else "planned", **({"convoked_on": dt.date(2015, 5, 13)} if convened else {})
    )
    deliberation = make.deliberation_in(state, session=session, **facts)

    steps, found = queries.steps_of(deliberation), queries.next_step_of(deliberation)

    assert [step["label"] for step in steps] == PATH
    assert [step["state"] for step in steps][:reached] == ["done"] * reached
    assert steps[reached]["state"] == "current"
    assert (found and found["what"]) == what
    assert found is None or found["who"] == "Le secrétariat du conseil"


@pytest.mark.parametrize(
    ("state", "transmitted", "what", "when"),
    [
        (
            "adopted",
            False,
            "Transmettre la délibération au représentant de l’État.",
            dt.date(2015, 5, 28),
        ),
        ("adopted", True, None, None),
        ("rejected", False, None, None),
    ],
)
def test_next_step_after_publication(state, transmitted, what, when):
    sent = {"transmitted_at": make.at_noon(dt.date(2015, 5, 28))} if transmitted else {}
    found = queries.next_step_of(make.published(state=state, **sent))

    assert (found and found["what"], found and found["when"]) == (what, when)


def test_next_step_in_session_is_the_vote():
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))

    assert queries.next_step_of(deliberation) == {
        "who": "Le secrétariat du conseil",
        "what": "Enregistrer le vote.",
        "when": dt.date(2015, 5, 21),
    }


def test_steps_are_all_done_at_the_end():
    done = make.published(transmitted_at=make.at_noon(dt.date(2015, 5, 28)))

    assert {step["state"] for step in queries.steps_of(done)} == {"done"}


def test_roster_puts_those_in_office_first(person):
    assembly = make.small_assembly(3)
    gone, recent = assembly.mandates.filter(presides=False)
    Mandate.objects.filter(pk=gone.pk).update(until=dt.date(2014, 12, 31))
    Mandate.objects.filter(pk=recent.pk).update(until=dt.date(2015, 12, 31))

    assert [mandate.pk for mandate in queries.roster(assembly)] == [
        assembly.mandates.get(presides=True).pk,
        recent.pk,
        gone.pk,
    ]


def test_assembly_is_described_once(secretary):
    url = reverse("council:assembly")
    facts = {"name": "Conseil municipal", "seats": "33", "clear_days": "5"}

    refused = secretary.post(url, facts | {"clear_days": "4"})
    created = secretary.post(url, facts)

    assert "Le délai de convocation est de 3 ou de 5 jours francs." in refused.content.decode()
    assert 'value="Conseil municipal"' in refused.content.decode()
    assert created.headers["Location"] == reverse("council:mandates")
    assert Assembly.objects.values_list("name", "seats", "clear_days").get() == ("Conseil municipal", 33, 5)
    assert secretary.get(url).headers["Location"] == reverse("council:mandates")


def test_assembly_form_proposes_what_the_law_gives_to_the_commune(secretary):
    url = reverse("council:assembly")
    unknown = secretary.get(url)
    OperatorFactory(territory__population=20_004)
    forget_operator()

    proposed = secretary.get(url)

    assert unknown.context["form"].initial == {}
    assert proposed.context["form"].initial == {"seats": 35, "clear_days": 5}
    assert "Une commune de 20\u202f004 habitants a un conseil de 35 sièges (L.2121-2)." in (
        proposed.content.decode()
    )


def test_file_says_until_when_the_act_can_be_contested(secretary):
    """Feature 42."""
    facts = {"on": dt.date(2015, 5, 27), "transmitted_at": make.at_noon(dt.date(2015, 5, 26))}
    page = secretary.get(make.published(**facts).desk_url).content.decode()
    waiting = secretary.get(make.deliberation_in("adopted").desk_url).content.decode()

    assert "Recours devant le tribunal administratif\u00a0: jusqu’au 28 juillet 2015 inclus" in page
    assert "Déféré par le préfet\u00a0: jusqu’au 27 juillet 2015 inclus" in page
    assert "inclus" not in waiting


def test_tie_where_the_chair_abstained_rejects_the_text(secretary):
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))
    tie = VOTE | {"votes_for": "2", "votes_against": "2"}

    asked = secretary.post(reverse("council:vote", args=[deliberation.slug]), tie)
    saved = secretary.post(reverse("council:vote", args=[deliberation.slug]), tie | {"casting_vote": "none"})

    assert "indiquez comment a voté le président de séance (L.2121-20)" in asked.content.decode()
    assert said(saved) == [
        "Partage égal des voix (2 contre 2) sans voix prépondérante\u00a0: le texte est rejeté."
    ]


def test_number_follows_the_year_where_the_town_reads_it_so(settings):
    settings.COUNCIL_READING = ["numbered_by_year=1"]
    first = make.draft(make.session_in("planned"))
    later = make.session_in("planned", held_on=dt.date(2015, 6, 25))
    new_year = make.session_in("planned", held_on=dt.date(2016, 1, 14))

    assert [one.number for one in (first, make.draft(later), make.draft(new_year))] == [
        "2015-001",
        "2015-002",
        "2016-001",
    ]


@pytest.mark.parametrize("name", ["session_create", "mandate_create"])
def test_forms_that_need_the_assembly_lead_to_it(secretary, name):
    assert secretary.get(reverse(f"council:{name}")).headers["Location"] == reverse("council:assembly")


def test_mandates_without_an_assembly_are_a_page_too(secretary):
    assert "Aucun mandat enregistré" in secretary.get(reverse("council:mandates")).content.decode()


def test_mandate_form_links_the_account_and_keeps_what_was_typed(secretary, person):
    Assembly.objects.create(name="Conseil", seats=1)
    url, member = reverse("council:mandate_create"), person(email="alix@exemple.test")
    facts = {
        "first_name": "Alix",
        "last_name": "Exemple",
        "capacity": "Maire",
        "presides": "on",
        "since": "2014-04-04",
        "email": "inconnue@exemple.test",
    }

    unknown = secretary.post(url, facts).content.decode()
    saved = secretary.post(url, facts | {"email": " ALIX@exemple.test "})
    full = secretary.post(url, facts | {"email": "", "first_name": "Noé"}).content.decode()

    assert "Aucun compte n’a cette adresse." in unknown
    assert 'value="inconnue@exemple.test"' in unknown
    assert said(saved) == ["Le mandat est enregistré."]
    assert Mandate.objects.get().user == member
    assert "Le siège est pourvu" in full or "sièges sont pourvus" in full
    assert 'value="Noé"' in full


def test_mandate_form_refuses_an_account_that_is_closed(secretary, person):
    Assembly.objects.create(name="Conseil", seats=1)
    person(email="partie@exemple.test", is_active=False)
    facts = {"first_name": "A", "last_name": "B", "capacity": "C", "since": "2014-04-04"}

    page = secretary.post(reverse("council:mandate_create"), facts | {"email": "partie@exemple.test"})

    assert "Aucun compte n’a cette adresse." in page.content.decode()
    assert Mandate.objects.count() == 0


def test_mandate_end_form_refuses_then_saves(secretary):
    mandate = make.small_assembly(1).mandates.get()
    url = reverse("council:mandate_end", args=[mandate.pk])

    refused = secretary.post(url, {"until": "2010-01-01"}).content.decode()
    saved = secretary.post(url, {"until": "2015-12-31"})
    again = secretary.post(url, {"until": "2016-12-31"}).content.decode()

    assert "Un mandat finit après avoir commencé." in refused
    assert 'value="2010-01-01"' in refused
    assert said(saved) == ["La fin du mandat est enregistrée."]
    assert "Ce mandat est déjà terminé." in again
    page = secretary.get(reverse("council:mandates")).content.decode()
    assert "du 4 avril 2014 au 31 décembre 2015" in page
    assert url not in page


def test_session_form_keeps_what_was_typed_on_a_day_already_taken(secretary):
    make.session_in("planned")
    facts = {"held_on": "2015-05-21", "starts_at": "18:15", "place": "Salle des fêtes"}

    page = secretary.post(reverse("council:session_create"), facts).content.decode()

    assert "Une séance est déjà prévue ce jour-là." in page
    assert 'value="Salle des fêtes"' in page
    assert 'value="18:15"' in page


def test_convocation_form_tells_the_law_and_offers_urgency(secretary):
    session = make.session_in("planned")
    make.deliberation_in("tabled", session=session)
    url = reverse("council:session_convoke", args=[session.pk])

    refused = secretary.post(url, {"sent_on": "2015-05-18"}).content.decode()
    urgent = secretary.post(url, {"sent_on": "2015-05-18", "urgent": "on"})

    assert "2 jours francs entre l’envoi et la séance" in refused
    assert 'value="2015-05-18"' in refused
    assert said(urgent) == ["La convocation est enregistrée\u00a0: l’ordre du jour ne change plus."]
    assert "Convocation d’urgence." in secretary.get(session.get_absolute_url()).content.decode()


def test_second_call_form_refuses_then_saves(secretary, clock):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))
    url = reverse("council:session_call_again", args=[session.pk])
    clock.travel(dt.date(2015, 5, 21))

    refused = secretary.post(url, {"held_on": "2015-05-22"}).content.decode()
    saved = secretary.post(url, {"held_on": "2015-05-24"})

    assert "3 jours au moins après la première" in refused
    assert said(saved) == ["La seconde séance est prévue\u00a0: elle se tiendra sans quorum."]
    assert "délibère sans condition de quorum" in secretary.get(session.get_absolute_url()).content.decode()


def test_presence_form_refuses_then_opens(secretary):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))
    url = reverse("council:session_hold", args=[session.pk])

    refused = secretary.post(url, {"present": "2", "proxies": "1"}).content.decode()
    negative = secretary.post(url, {"present": "-1", "proxies": "0"}).content.decode()
    opened = secretary.post(url, {"present": "3", "proxies": "1"})

    assert "il en faut 3, pouvoirs non compris" in refused
    assert 'value="2"' in refused
    assert "supérieure ou égale à 0" in negative
    assert said(opened) == ["Le quorum est atteint\u00a0: la séance est ouverte."]


def test_session_closes_once_every_vote_is_recorded(secretary):
    session = make.session_in("held")
    item = make.deliberation_in("tabled", session=session)
    url = reverse("council:session_close", args=[session.pk])

    waiting = secretary.post(url)
    Deliberation.objects.filter(pk=item.pk).update(state="withdrawn")
    closed = secretary.post(url)

    assert said(waiting) == ["1 délibération attend encore son vote."]
    assert said(closed)[-1] == "La séance est close."
    assert closed.headers["Location"] == session.get_absolute_url()


def test_deliberation_form_writes_lines_and_offers_members_of_that_day(secretary):
    session = make.session_in("planned")
    mayor, *others = session.assembly.mandates.all()
    Mandate.objects.filter(pk=others[0].pk).update(until=dt.date(2015, 1, 1))
    url = reverse("council:deliberation_create", args=[session.pk])

    form = secretary.get(url).context["form"]
    saved = secretary.post(url, TEXT | {"rapporteur": mayor.pk})

    draft = Deliberation.objects.get()
    assert others[0] not in form.fields["rapporteur"].queryset
    assert saved.headers["Location"] == draft.desk_url
    assert draft.considerations == ["Vu le code", "Considérant la demande"]
    assert (draft.number, draft.rapporteur) == ("2015-05-21/1", mayor)


def test_deliberation_form_keeps_what_was_typed_after_the_convocation(secretary):
    session = make.session_in("planned", convoked_on=dt.date(2015, 5, 13))

    page = secretary.post(reverse("council:deliberation_create", args=[session.pk]), TEXT).content.decode()

    assert "l’ordre du jour ne change plus" in page
    assert "Considérant la demande" in page
    assert Deliberation.objects.count() == 0


def test_deliberation_edit_form_shows_then_saves_the_text(secretary):
    make.deliberation_in("draft", number="9", session=make.session_in("planned"))
    draft = make.deliberation_in("draft", title="Ancien", considerations=["Vu A", "Vu B"])
    url = reverse("council:edit", args=[draft.slug])

    shown = secretary.get(url).content.decode()
    taken = secretary.post(url, TEXT | {"title": "Nouveau", "number": "9"}).content.decode()
    saved = secretary.post(url, TEXT | {"title": "Nouveau"})

    assert "Vu A\nVu B" in shown
    assert "Ce numéro est déjà pris dans cette séance." in taken
    assert "Nouveau" in taken
    draft.refresh_from_db()
    assert (draft.title, said(saved)) == ("Nouveau", ["Le projet est enregistré."])


def test_vote_form_refuses_then_says_the_result(secretary):
    item = make.deliberation_in("tabled", session=make.session_in("held"))
    url = reverse("council:vote", args=[item.slug])

    tie = secretary.post(url, VOTE | {"votes_for": "2", "votes_against": "2"}).content.decode()
    saved = secretary.post(url, VOTE | {"votes_for": "2", "votes_against": "2", "casting_vote": "against"})

    assert "indiquez comment a voté le président de séance" in tie
    assert said(saved) == [
        "Partage égal des voix (2 contre 2)\u00a0: la voix du président, contre, l’emporte."
    ]
    assert saved.headers["Location"] == item.desk_url


@pytest.mark.parametrize(
    ("verb", "state", "sentence"),
    [
        ("inscrire", "draft", "La délibération est à l’ordre du jour."),
        ("retirer", "draft", "La délibération est retirée de l’ordre du jour."),
        ("publier", "adopted", "La délibération est publiée\u00a0: tout le monde peut la lire."),
        ("transmettre", "adopted", "La transmission est enregistrée."),
        (
            "inscrire",
            "adopted",
            (
                "La convocation est partie\u00a0: l’ordre du jour ne change plus. "
                "Choisissez la séance suivante (L.2121-10)."
            ),
        ),
        ("publier", "draft", "Le conseil ne s’est pas encore prononcé\u00a0: enregistrez d’abord le vote."),
    ],
)
def test_steps_say_what_was_done_or_why_not(secretary, verb, state, sentence):
    deliberation = make.deliberation_in(state)

    answer = secretary.post(reverse("council:act", args=[deliberation.slug, verb]))

    assert (said(answer), answer.headers["Location"]) == ([sentence], deliberation.desk_url)


@pytest.mark.parametrize(
    ("state", "button"),
    [
        ("draft", "Inscrire à l’ordre du jour"),
        ("tabled", "Aller à la séance"),
        ("adopted", "Publier la délibération"),
    ],
)
def test_file_offers_the_step_of_its_state(secretary, state, button):
    deliberation = make.deliberation_in(state)

    page = secretary.get(deliberation.desk_url).content.decode()

    assert button in page
    assert ("Modifier le projet" in page) is (state in ("draft", "tabled"))
    assert ("Retirer de l’ordre du jour" in page) is (state in ("draft", "tabled"))


def test_file_in_session_offers_the_vote_and_after_it_the_transmission(secretary):
    session = make.session_in("held")
    tabled = make.deliberation_in("tabled", session=session)
    published = make.published(session=session)

    vote = secretary.get(tabled.desk_url).content.decode()
    send = secretary.get(published.desk_url).content.decode()

    assert reverse("council:vote", args=[tabled.slug]) in vote
    assert "Modifier le projet" not in vote
    assert "Enregistrer la transmission" in send
    assert published.get_absolute_url() in send


def test_desk_in_english(secretary):
    make.session_in("planned")

    page = secretary.get("/en/conseil/").content.decode()

    assert '<html lang="en"' in page
    assert "Convoquer le conseil" not in page
    assert "15 May 2015" in page
