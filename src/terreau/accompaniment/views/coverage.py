"""Where help is missing: the officer's page of the coverage, and its export."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from terreau.accompaniment.exports import coverage_csv
from terreau.accompaniment.forms import CoverageForm
from terreau.accompaniment.matching.coverage import Cover
from terreau.accompaniment.queries import coverage_of
from terreau.accompaniment.queries.coverage import STAGES
from terreau.directory.enums import Stage
from terreau.kernel.access import requires
from terreau.territories.models import Territory
from terreau.territories.queries import operator

# The communes that the page lists; the export has them all.
MOST_COMMUNES = 100


@requires("accompaniment.view_coverage")
def coverage(request: HttpRequest) -> HttpResponse:
    """Show which subject finds help at which stage, and the reason of each gap."""
    form = CoverageForm(request.GET or None)
    found = coverage_of(_place(form))
    context: dict[str, Any] = {"form": form, "coverage": found, "query": request.GET.urlencode()}
    context |= {"stages": list(Stage), "reasons": [one for one in Cover if one is not Cover.OPEN]}
    if len(found.places) == 1:
        one = found.places[0]
        context["rows"] = [
            {"subject": subject, "cells": [one.cell(subject.code, stage) for stage in STAGES]}
            for subject in found.subjects
        ]
    else:
        context["served"] = found.served()
        worst = sorted(found.places, key=lambda one: (-one.gaps(found.codes), one.place.search_name))
        context["communes"] = [(one, one.gaps(found.codes)) for one in worst[:MOST_COMMUNES]]
    return render(request, "accompaniment/coverage.html", context)


@requires("accompaniment.view_coverage")
def coverage_export(request: HttpRequest) -> HttpResponseBase:
    """Return every cell as a spreadsheet reads it."""
    found = coverage_of(_place(CoverageForm(request.GET or None)))
    response = StreamingHttpResponse(coverage_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="couverture-{found.place.slug}.csv"'
    return response


def _place(form: CoverageForm) -> Territory:
    """Return the place asked for; the territory of the town when none is, or when it is not known."""
    place = form.cleaned_data["place"] if form.is_bound and form.is_valid() else None
    return place or operator().territory
