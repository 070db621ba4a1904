"""Overlapping finds."""

from bot.text.spans import Span, without_overlaps


def test_the_find_given_first_stays_and_order_is_reading_order() -> None:
    long, inside, later = Span(1, 2, 6, "abcd"), Span(2, 3, 4, "b"), Span(3, 6, 8, "ef")
    early = Span(4, 0, 2, "zz")
    assert without_overlaps([long, inside, later, early]) == [early, long, later]
