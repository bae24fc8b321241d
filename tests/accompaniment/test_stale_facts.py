"""A fact past its validity is unknown to the rules: the offer waits for it, and one click settles it."""

import datetime as dt

from django.urls import reverse

from terreau.accompaniment.queries import match
from terreau.kernel import clock
from terreau.projects import actions
from terreau.projects.models import Fact

TOLD_ON, LATER = dt.date(2026, 3, 2), dt.date(2027, 3, 10)
AT_MOST = {"fact": "amount_sought", "is": "at_most", "value": 5000, "label_fr": "Au plus 5 000 €"}


def verdict(need):
    (card,) = match(need).cards
    return card.verdict.value


def test_a_stale_amount_makes_its_rules_unknown_until_it_is_confirmed(scene):
    scene.offer.criteria = [AT_MOST]
    scene.offer.save()
    with clock.travel(TOLD_ON):
        actions.record_fact(project=scene.project, key="amount_sought", value=8000, by=scene.holder)
        assert verdict(scene.need) == "no"

    with clock.travel(LATER):
        assert verdict(scene.need) == "unknown"
        assert match(scene.need).question.fact == "amount_sought"
        actions.confirm_fact(fact=Fact.objects.get(), by=scene.officer)
        assert verdict(scene.need) == "no"


def test_officer_confirms_from_the_page_of_offers(scene, client_for):
    with clock.travel(TOLD_ON):
        fact = actions.record_fact(project=scene.project, key="amount_sought", value=8000, by=scene.holder)
    page = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    with clock.travel(LATER):
        client = client_for(scene.officer)
        shown = client.get(page).content.decode()
        answer = client.post(
            reverse("projects:facts", args=[scene.project.reference]), {"confirm": fact.pk, "next": page}
        )

        assert "Toujours exact" in shown
        assert answer["Location"] == page
        assert "Toujours exact" not in client.get(page).content.decode()


def test_a_reader_sees_the_age_and_no_button(scene, client_for, person):
    reader = person()
    with clock.travel(TOLD_ON):
        actions.record_fact(project=scene.project, key="employees", value=2, by=scene.holder)
        member = actions.invite(project=scene.project, email=reader.email, role="reader", by=scene.holder)
        actions.join(member=member)
    with clock.travel(LATER):
        file = reverse("accompaniment:file", args=[scene.project.reference])
        seen = client_for(reader).get(file).content.decode()
        mine = client_for(scene.holder).get(file).content.decode()

    assert "À confirmer" in seen
    assert 'name="confirm"' not in seen
    assert 'name="confirm"' in mine
