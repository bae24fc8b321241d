"""Circles and boxes hold exactly the positions that the distance and the edges say."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.search import geometry
from terreau.search.index.analysed import DEGREE
from terreau.search.shapes import Circle, Rectangle, Relation

latitudes = st.integers(-60 * DEGREE, 60 * DEGREE)
longitudes = st.integers(-170 * DEGREE, 170 * DEGREE)
levels = st.integers(3, geometry.LEVEL)
near_sceaux = st.tuples(st.integers(48_500_000, 49_000_000), st.integers(2_000_000, 2_600_000))


@st.composite
def shapes(draw):
    lat, lon = draw(latitudes) / DEGREE, draw(longitudes) / DEGREE
    if draw(st.booleans()):
        return Circle(lat, lon, draw(st.floats(0, 800)))
    return Rectangle((lon, lat, lon + draw(st.floats(0.001, 5)), lat + draw(st.floats(0.001, 5))))


@given(shapes(), latitudes, longitudes, levels)
def test_tile_said_inside_or_outside_holds_no_exception(shape, lat, lon, level):
    place = lat / DEGREE, lon / DEGREE

    relation = shape.relation(*geometry.tile(*place, level), level)

    if relation != Relation.CUT:
        assert shape.keeps(place) == (relation == Relation.INSIDE)


@given(st.lists(near_sceaux, min_size=1, max_size=30), st.floats(0.1, 40))
def test_circle_looks_at_each_position_as_the_distance_does(spots, km):
    unit = DEGREE / 1_000_000
    lats = array("i", [int(lat * unit) for lat, _lon in spots])
    lons = array("i", [int(lon * unit) for _lat, lon in spots])
    circle = Circle(48.7768, 2.2906, km)

    found = circle.among(lats, lons, 0, len(spots))

    assert found == [
        number
        for number in range(len(spots))
        if geometry.distance_km(48.7768, 2.2906, lats[number] / DEGREE, lons[number] / DEGREE) <= km
    ]


@pytest.mark.parametrize("km", [1, 10, 100])
def test_tiles_of_the_middle_are_inside_and_far_ones_outside(km):
    circle = Circle(48.7768, 2.2906, km)

    assert circle.relation(*geometry.tile(48.7768, 2.2906, 18), 18) == Relation.INSIDE
    assert circle.relation(*geometry.tile(43.3, 5.4, 10), 10) == Relation.OUTSIDE
    assert circle.relation(0, 0, 0) == Relation.CUT
