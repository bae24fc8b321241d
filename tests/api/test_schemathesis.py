"""A thousand requests invented from the API's own description: no error, and every answer as described."""

from collections import Counter

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from terreau.api.routes import api
from terreau.config.wsgi import application

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    # The library's own threads and files are no business of ours.
    pytest.mark.filterwarnings("ignore"),
]

PLAIN = {"Accept-Encoding": "identity"}
ENOUGH = 1000
EACH = 90
BOUNDS = bounds(
    max_examples=EACH, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
cases: Counter = Counter()


def operations() -> dict:
    """Return what the description offers, answered by the application itself."""
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    schema.app = application
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


OPERATIONS = operations()


@pytest.fixture(autouse=True)
def _one_connection(settings):
    """The test's own connection answers every request, and nothing is compressed on the way."""
    settings.TERREAU_PAGE_CACHE = False
    heard = [signals.request_started, signals.request_finished]
    for signal in heard:
        signal.disconnect(close_old_connections)
    yield
    for signal in heard:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_described(label, mode):
    operation = OPERATIONS[label]

    @BOUNDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def every_case(case):
        cases[label] += 1
        # A cursor is opaque: its form is right or wrong, whether the API gave it is not in the description.
        case.call_and_validate(headers=PLAIN, excluded_checks=[positive_data_acceptance])

    try:
        every_case()
    except Unsatisfiable:
        assert mode == GenerationMode.NEGATIVE  # nothing can be wrong in a request without arguments


def test_there_were_a_thousand_cases():
    if not cases:
        pytest.skip("runs after the cases")

    assert cases.total() >= ENOUGH
