"""How the desk writes one line: what it is about, what is expected and by when, and where to act."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.kernel.typography import date_in_words


@dataclass(frozen=True)
class Line:
    """One thing to do: what, about what, by when, where to do it, and the file it belongs to."""

    title: str
    detail: str
    url: str
    file: str = ""
    is_new: bool = False
    moment: dt.datetime | None = None

    @property
    def has_file(self) -> bool:
        return bool(self.file) and self.file != self.url


def to_read(project: Any) -> Line:
    due = date_in_words(project.triage_due_at, weekday=True)
    return Line(
        project.title,
        _("%(who)s – réponse promise avant le %(date)s") % {"who": project.holder_name, "date": due},
        reverse("projects:triage", args=[project.reference]),
        file_of(project),
    )


def to_complete(project: Any) -> Line:
    asked = date_in_words(project.completion_asked_at)
    return Line(
        project.title,
        _("%(who)s – demandé le %(date)s") % {"who": project.holder_name, "date": asked},
        reverse("projects:triage", args=[project.reference]),
        file_of(project),
    )


def to_match(need: Any) -> Line:
    project = need.project
    return Line(project.title, str(need.subject), offers_for(need, project), file_of(project))


def silent(project: Any, since: dt.datetime) -> Line:
    detail = _("%(who)s – sans nouvelles depuis le %(date)s") % {
        "who": project.holder_name,
        "date": date_in_words(since),
    }
    return Line(project.title, detail, f"{file_of(project)}#conversation", file_of(project))


def ending(project: Any, end: dt.datetime) -> Line:
    about = {"who": project.holder_name, "date": date_in_words(end, weekday=True)}
    if project.paused_at:
        detail = _("%(who)s – fin de la pause le %(date)s") % about
    else:
        detail = _("%(who)s – fin de la page publique le %(date)s") % about
    return Line(project.title, detail, file_of(project))


def of_referral(referral: Any) -> Line:
    about = {"team": referral.team.organisation, "subject": referral.need.subject}
    return Line(referral.project.title, _("%(team)s – %(subject)s") % about, file_of(referral.project))


def promised(referral: Any) -> Line:
    return _dated(referral, _("%(team)s – %(subject)s – réponse promise avant le %(date)s"))


def late(referral: Any) -> Line:
    return _dated(referral, _("%(team)s – %(subject)s – réponse promise pour le %(date)s"))


def came_back(referral: Any) -> Line:
    """A demand that came back leads to another offer."""
    detail = _("%(team)s – %(subject)s – %(state)s le %(date)s") % {
        "team": referral.team.organisation,
        "subject": referral.need.subject,
        "state": referral.get_state_display(),
        "date": date_in_words(referral.answered_at or referral.expired_at),
    }
    url = f"{offers_for(referral.need, referral.project)}?apres={referral.reference}"
    return Line(referral.project.title, detail, url, file_of(referral.project))


def disputed(referral: Any, moment: dt.datetime) -> Line:
    """Two sides that do not say the same lead to the page where both are read."""
    detail = _("%(team)s – %(subject)s – deux avis différents depuis le %(date)s") % {
        "team": referral.team.organisation,
        "subject": referral.need.subject,
        "date": date_in_words(moment),
    }
    return Line(referral.project.title, detail, referral.get_absolute_url(), file_of(referral.project))


def outside(outside: Any) -> Line:
    """What is under way outside the platform: where it is, and when news are asked for."""
    about = {
        "organisation": outside.organisation,
        "subject": outside.need.subject,
        "state": outside.get_state_display(),
    }
    detail = _("%(organisation)s – %(subject)s – %(state)s") % about
    if outside.news_on:
        about["date"] = date_in_words(outside.news_on, weekday=True)
        detail = _("%(organisation)s – %(subject)s – nouvelles à prendre le %(date)s") % about
    return Line(outside.project.title, detail, outside.get_absolute_url(), file_of(outside.project))


def unmet(unmet: Any) -> Line:
    need = unmet.need
    detail = _("%(subject)s – %(why)s") % {"subject": need.subject, "why": unmet.why}
    return Line(need.project.title, detail, offers_for(need, need.project), file_of(need.project))


def to_check(offer: Any) -> Line:
    detail = _("%(organisation)s – déclinée %(times)s fois pour la même raison") % {
        "organisation": offer.team.organisation,
        "times": offer.refusals,
    }
    url = reverse("directory:offer_edit", args=[offer.team.organisation.slug, offer.slug])
    return Line(offer.title, detail, url)


def unreachable(offer: Any) -> Line:
    return Line(
        offer.title,
        _("%(team)s – ni boîte commune, ni membre : donnez-lui quelqu’un, ou terminez l’offre")
        % {"team": offer.team.organisation},
        reverse("directory:workspace", args=[offer.team.organisation.slug]),
    )


def to_moderate(line: Any) -> Line:
    kinds = {
        "claim": (_("C’est ma structure"), "directory:moderate_claim"),
        "report": (_("Erreur signalée"), "directory:moderate_report"),
        "suggestion": (_("Structure proposée"), "directory:moderate_suggestion"),
    }
    label, route = kinds[line["line_kind"]]
    return Line(
        line["title"],
        _("%(what)s, le %(date)s") % {"what": label, "date": date_in_words(line["since"])},
        reverse(route, args=[line["key"]]),
    )


def offers_for(need: Any, project: Any) -> str:
    return reverse("accompaniment:offers", args=[project.reference, need.pk])


def file_of(project: Any) -> str:
    return reverse("accompaniment:file", args=[project.reference])


def _dated(referral: Any, sentence: str) -> Line:
    about = {
        "team": referral.team.organisation,
        "subject": referral.need.subject,
        "date": date_in_words(referral.due_at, weekday=True),
    }
    return Line(referral.project.title, sentence % about, file_of(referral.project))
