"""Mails of the editorial content."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.kernel import clock
from terreau.kernel.typography import date_in_words
from terreau.knowledge.models import ArticlePage
from terreau.messaging import mails


@mails.composer("article.review_due", label=gettext_lazy("Une page est à relire"), pace=mails.Pace.DAILY)
def review_due(target: ArticlePage | None, _message: object) -> mails.Mail | None:
    """Ask somebody to read a page again; moot once it is done, or once the page is no longer public."""
    if target is None or not target.live or target.review_by is None or target.review_by > clock.today():
        return None
    facts = {"title": target.title, "day": date_in_words(target.review_by)}
    return mails.Mail(
        subject=_("À relire : « %(title)s »") % facts,
        title=_("Une page attend votre relecture"),
        paragraphs=[
            _("La page « %(title)s » était à relire avant le %(day)s.") % facts,
            _("Vérifiez ses chiffres, ses dates, ses liens. Corrigez ce qui a changé, puis dites-la relue."),
        ],
        action_label=_("Voir les pages à relire"),
        action_url=settings.BASE_URL + reverse("knowledge:reviews"),
    )
