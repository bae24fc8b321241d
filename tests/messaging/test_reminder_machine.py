"""Whatever happens, in whatever order: at most one pending reminder of a kind about an object, never lost."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.messaging import actions, queries, reminders
from terreau.messaging.models import Reminder
from terreau.messaging.worker.due import run_reminders

START = dt.datetime(2026, 3, 27, 9, tzinfo=dt.UTC)  # two days before the change of hour
KINDS = ["test.first", "test.second", "test.again"]
TARGETS = [0, 1]


class ReminderMachine(RuleBasedStateMachine):
    """Plans, moves, settles, lets time pass, runs the worker, stops in the middle."""

    def __init__(self):
        super().__init__()
        self._block = transaction.atomic()
        self._block.__enter__()
        self.now = START
        self._travel = clock.travel(self.now)
        self._travel.__enter__()
        self.targets = [User.objects.create_user(f"cible{number}@exemple.test") for number in TARGETS]
        self.wanted = {}  # (target, kind) -> due date of what must still happen
        self.done = []
        for kind in KINDS:
            reminders.REGISTRY[kind] = self._handle

    def teardown(self):
        self._travel.__exit__(None, None, None)
        transaction.set_rollback(True)
        self._block.__exit__(None, None, None)
        for kind in KINDS:
            reminders.REGISTRY.pop(kind, None)

    def _handle(self, target, reminder):
        where = (self.targets.index(target), reminder.kind)
        self.done.append(where)
        self.wanted.pop(where)
        if reminder.kind == "test.again":  # a handler that plans the next one
            self._plan(where, self.now + dt.timedelta(days=3))

    def _plan(self, where, due):
        actions.remind(target=self.targets[where[0]], kind=where[1], due=due)
        self.wanted[where] = due

    @rule(about=st.sampled_from(TARGETS), kind=st.sampled_from(KINDS), hours=st.integers(-48, 240))
    def plan(self, about, kind, hours):
        self._plan((about, kind), self.now + dt.timedelta(hours=hours))

    @rule(about=st.sampled_from(TARGETS), kind=st.sampled_from([*KINDS, None]))
    def settle(self, about, kind):
        actions.settle(target=self.targets[about], kind=kind)
        self.wanted = {
            where: due
            for where, due in self.wanted.items()
            if where[0] != about or kind not in (None, where[1])
        }

    @rule(hours=st.integers(0, 200))
    def time_passes(self, hours):
        self._travel.__exit__(None, None, None)
        self.now += dt.timedelta(hours=hours)
        self._travel = clock.travel(self.now)
        self._travel.__enter__()

    @rule()
    def work(self):
        before, due = len(self.done), [w for w, at in self.wanted.items() if at <= self.now]
        while run_reminders():
            pass
        assert sorted(self.done[before:]) == sorted(due)

    @precondition(lambda self: self.wanted)
    @rule()
    def stop_in_the_middle(self):
        """The handler breaks: nothing is marked, and the reminder waits for its next try."""
        kept = dict(reminders.REGISTRY)
        reminders.REGISTRY.update(dict.fromkeys(KINDS, _break))
        run_reminders(limit=1)
        reminders.REGISTRY.update(kept)
        Reminder.objects.update(lease_until=None)

    @invariant()
    def one_pending_at_most_and_it_is_what_was_planned(self):
        pending = Reminder.objects.filter(sent_at=None, cancelled_at=None)
        found = {(r.target_key, r.kind): r.due_at for r in pending}
        assert len(found) == pending.count()
        assert found == {(str(self.targets[t].pk), kind): due for (t, kind), due in self.wanted.items()}

    @invariant()
    def page_shows_the_next_one(self):
        for number, target in enumerate(self.targets):
            mine = [due for (t, _kind), due in self.wanted.items() if t == number]
            shown = queries.next_reminder(target)
            assert (shown.due_at if shown else None) == (min(mine) if mine else None)


def _break(target, reminder):
    raise ValueError


@pytest.mark.django_db
def test_any_sequence_of_events_leaves_one_pending_reminder():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        ReminderMachine, settings=hypothesis_settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
