"""Each page has somebody who reads it again, and a day to do so."""

import datetime as dt

import pytest

from terreau.accounts.enums import Role
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.knowledge import actions, mails
from terreau.knowledge.models import ArticlePage
from terreau.messaging.models import Message, Reminder
from terreau.messaging.worker.due import run_reminders

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
DUE = dt.date(2026, 12, 1)


@pytest.fixture
def page():
    """A public page to read again before 1 December 2026."""
    found = ArticlePage(slug="page", title="Une page", summary="S", review_by=DUE)
    actions.ensure_tree(by=BY).add_child(instance=found)
    found.save_revision().publish()
    return ArticlePage.objects.get(pk=found.pk)


@pytest.fixture
def editor(person, client_for):
    """The browser of an editor."""
    return client_for(person(Role.EDITOR))


def pending():
    return [one.due_at.date() for one in Reminder.objects.filter(sent_at=None, cancelled_at=None)]


def test_publishing_plans_the_next_reading_and_withdrawing_forgets_it(page):
    assert pending() == [DUE]

    page.unpublish()

    assert pending() == []


def test_page_without_a_day_has_no_reminder(page):
    page.review_by = None
    page.save_revision().publish()

    assert pending() == []


def test_owner_is_asked_when_the_day_comes(page, person, clock):
    owner, _other = person(Role.EDITOR), person(Role.EDITOR)
    ArticlePage.objects.filter(pk=page.pk).update(review_owner=owner)

    clock.travel(DUE)
    run_reminders()

    assert [(one.event, one.user) for one in Message.objects.all()] == [("article.review_due", owner)]
    mail = mails.review_due(ArticlePage.objects.get(pk=page.pk), None)
    assert mail.action_url.endswith("/ressources/a-relire/")


def test_without_owner_every_editor_is_asked_once(page, person, clock):
    editors = [person(Role.EDITOR), person(Role.EDITOR)]
    person()
    clock.travel(DUE)

    assert actions.ask_review(page=page, by=BY) == 2
    actions.ask_review(page=page, by=BY)

    assert [one.user for one in Message.objects.order_by("pk")] == editors


def test_nobody_is_asked_before_the_day(page, clock):
    clock.travel(DUE - dt.timedelta(days=1))

    assert actions.ask_review(page=page, by=BY) == 0
    assert mails.review_due(page, None) is None


def test_mail_is_moot_once_the_page_is_gone_or_has_no_day(page, clock):
    clock.travel(DUE)

    assert mails.review_due(None, None) is None
    page.review_by = None
    assert mails.review_due(page, None) is None


@pytest.mark.parametrize(
    ("today", "again"),
    [(dt.date(2026, 12, 3), dt.date(2027, 12, 3)), (dt.date(2028, 2, 29), dt.date(2029, 2, 28))],
)
def test_a_page_read_today_is_due_in_a_year(page, editor, clock, today, again):
    clock.travel(today)

    editor.post("/ressources/page/relu/")

    page.refresh_from_db()
    assert (page.reviewed_on, page.review_by) == (today, again)
    assert pending() == [again]
    assert "article.reviewed" in Entry.objects.filter(public=True).values_list("verb", flat=True)


def test_a_draft_is_never_published_by_a_reading(page, person, client_for):
    page.title = "Brouillon"
    page.save_revision()
    page.refresh_from_db()
    editor = person(Role.EDITOR)

    with pytest.raises(RuleBroken):
        actions.review(page=page, by=editor)

    client = client_for(editor)
    answer = client.post("/ressources/page/relu/", follow=True).content.decode()
    assert "un brouillon plus récent" in answer
    assert ArticlePage.objects.get(pk=page.pk).title == "Une page"


def test_list_of_pages_to_review_is_for_editors(page, person, client, client_for, clock):
    clock.travel(DUE)

    assert client.get("/ressources/a-relire/").status_code == 302
    assert client_for(person()).get("/ressources/a-relire/").status_code == 403
    html = client_for(person(Role.EDITOR)).get("/ressources/a-relire/").content.decode()
    assert "toute la rédaction" in html
    assert "1er décembre 2026" in html
    assert html.count('data-tone="amber"') == 1


@pytest.mark.parametrize("number", [1, 3])
def test_reviews_take_one_query(number, django_assert_num_queries, page):
    from terreau.knowledge import queries

    index = actions.ensure_tree(by=BY)
    for count in range(number - 1):
        index.refresh_from_db()
        index.add_child(instance=ArticlePage(slug=f"p{count}", title="P", summary="S"))

    with django_assert_num_queries(1):
        found = [(one.page.review_owner, one.is_late) for one in queries.reviews(DUE)]

    assert len(found) == number
