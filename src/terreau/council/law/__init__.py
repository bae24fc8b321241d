"""The law of the assembly as pure functions: a result, the sentence that explains it, its article.

Articles are those of the code général des collectivités territoriales (CGCT), unless they say otherwise.
Nothing here reads a clock or a database. What a jurist has not confirmed yet is a choice of the town's
`Reading`, with its doubt beside it.
"""

from terreau.council.law.acts import executory_date, receipt, signature
from terreau.council.law.ballots import appointment, appointment_ballot, ballot, names_recorded
from terreau.council.law.convocation import (
    clear_days_between,
    clear_days_required,
    convocation,
    last_convocation_day,
    late_item,
    note,
    seats,
    second_call,
    urgency,
)
from terreau.council.law.deadlines import (
    list_due,
    minutes_adoption,
    minutes_due,
    online_until,
    publication_form,
    recourse_end,
    review_end,
    transmission_due,
    transmission_is_electronic,
)
from terreau.council.law.finding import Finding
from terreau.council.law.interest import chair, grouped_vote, signatory, takes_part
from terreau.council.law.minutes import minutes
from terreau.council.law.numbers import actes_number, next_number
from terreau.council.law.people import Attendance, Member, Proxy
from terreau.council.law.presence import (
    Voters,
    proxies_fit,
    proxy,
    quorum,
    quorum_at,
    voters,
    votes_fit,
)
from terreau.council.law.reading import CAREFUL, Reading
from terreau.council.law.votes import Count, result, wording

__all__ = [
    "CAREFUL",
    "Attendance",
    "Count",
    "Finding",
    "Member",
    "Proxy",
    "Reading",
    "Voters",
    "actes_number",
    "appointment",
    "appointment_ballot",
    "ballot",
    "chair",
    "clear_days_between",
    "clear_days_required",
    "convocation",
    "executory_date",
    "grouped_vote",
    "last_convocation_day",
    "late_item",
    "list_due",
    "minutes",
    "minutes_adoption",
    "minutes_due",
    "names_recorded",
    "next_number",
    "note",
    "online_until",
    "proxies_fit",
    "proxy",
    "publication_form",
    "quorum",
    "quorum_at",
    "receipt",
    "recourse_end",
    "result",
    "review_end",
    "seats",
    "second_call",
    "signatory",
    "signature",
    "takes_part",
    "transmission_due",
    "transmission_is_electronic",
    "urgency",
    "voters",
    "votes_fit",
    "wording",
]
