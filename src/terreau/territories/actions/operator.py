"""Who runs this platform, and the days on which its offices are closed."""

import datetime as dt
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories import signals
from terreau.territories.models import ClosingDay, Operator
from terreau.territories.opening_hours import HoursRefused, OpeningHours
from terreau.territories.queries import forget_operator

SETTABLE = {field.name for field in Operator._meta.concrete_fields if field.editable} - {"updated_at"}


@transaction.atomic
def set_operator(*, by: Any, **facts: Any) -> Operator:
    """Set or correct the operator; only the given facts change."""
    operator = Operator.objects.select_for_update().first() or Operator()
    unknown = facts.keys() - SETTABLE
    if unknown:
        raise TypeError(f"set_operator does not know {sorted(unknown)}")
    for name, value in facts.items():
        setattr(operator, name, value)
    operator.opening_hours = _checked_hours(operator.opening_hours)
    operator.updated_at = clock.now()
    _refuse_invalid(operator)
    operator.save()
    _forget()
    send = partial(signals.operator_changed.send, Operator, operator=operator, by=Actor.of(by))
    transaction.on_commit(send)
    return operator


@transaction.atomic
def add_closing_day(*, day: dt.date, by: Any, label: str = "") -> ClosingDay:
    """Note a day on which the offices are closed; noting it again corrects its label."""
    closing, _created = ClosingDay.objects.update_or_create(day=day, defaults={"label": label.strip()})
    _closing_days_changed(by)
    return closing


@transaction.atomic
def remove_closing_day(*, day: dt.date, by: Any) -> None:
    """Open the offices on a day that was noted as closed."""
    deleted, _by_model = ClosingDay.objects.filter(day=day).delete()
    if not deleted:
        raise RuleBroken(_("Ce jour n’est pas noté comme fermé."), field="day")
    _closing_days_changed(by)


def _checked_hours(raw: Any) -> dict[str, list[list[str]]]:
    try:
        return OpeningHours.from_json(raw).to_json()
    except HoursRefused as refusal:
        raise RuleBroken(str(refusal), field="opening_hours") from refusal


def _refuse_invalid(operator: Operator) -> None:
    try:
        operator.full_clean(validate_unique=False)
    except ValidationError as refusal:
        field, sentences = next(iter(refusal.message_dict.items()))
        raise RuleBroken(sentences[0], field=field) from refusal


def _closing_days_changed(by: Any) -> None:
    _forget()
    transaction.on_commit(partial(signals.closing_days_changed.send, ClosingDay, by=Actor.of(by)))


def _forget() -> None:
    """Now, for what follows in this transaction; at its end, for what other threads read meanwhile."""
    forget_operator()
    transaction.on_commit(forget_operator)
