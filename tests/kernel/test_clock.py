"""One clock, which tests and the demo can stop."""

import datetime as dt

from terreau.kernel import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is dt.UTC


def test_travel_to_a_date_means_nine_in_paris():
    with clock.travel(dt.date(2015, 5, 21)):
        assert clock.now() == dt.datetime(2015, 5, 21, 7, tzinfo=dt.UTC)
        assert clock.today() == dt.date(2015, 5, 21)


def test_travel_to_a_moment_keeps_it_and_comes_back():
    moment = dt.datetime(2026, 1, 1, 23, 30, tzinfo=dt.UTC)

    with clock.travel(moment):
        inside = clock.now(), clock.today()

    assert inside == (moment, dt.date(2026, 1, 2))
    assert clock.now() > moment


def test_travels_nest():
    with clock.travel(dt.date(2015, 5, 21)):
        with clock.travel(dt.date(2020, 1, 2)):
            inner = clock.today()
        outer = clock.today()

    assert (inner, outer) == (dt.date(2020, 1, 2), dt.date(2015, 5, 21))


def test_a_process_may_live_ahead_of_its_computer():
    clock.follow(lambda: dt.timedelta(days=3))
    try:
        ahead = clock.now() - clock.real()
        with clock.travel(dt.date(2015, 5, 21)):
            stopped = clock.today()
    finally:
        clock.follow(None)

    assert dt.timedelta(days=3) - dt.timedelta(seconds=5) < ahead < dt.timedelta(days=3, seconds=5)
    assert (stopped, clock.now() - clock.real() < dt.timedelta(seconds=5)) == (dt.date(2015, 5, 21), True)
