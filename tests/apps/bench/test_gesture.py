"""What a simulated reader does is what the server understands."""

from apps.bench.gesture import EVERYWHERE, Box, days, rectangles, said, spans
from components.told import gesture, message_of, subject
from components.view import within


def test_a_box_over_days_holds_them_and_no_other() -> None:
    event = days("daily", ("2021-03-01", "2021-03-31")).event("p1", final=True)
    told = gesture(event)
    assert subject(event) == "p1" and told is not None
    day, first = 86_400_000, 1_614_556_800_000
    assert first - day < told.x0 < first and first + 30 * day < told.x1 < first + 31 * day
    assert (told.y0, told.y1) == EVERYWHERE


def test_a_component_says_what_it_is_told_to() -> None:
    assert message_of(said("p7", near=True)) == {"near": True}
    assert subject(said("p7", near=True)) == "p7"


def test_spans_brush_every_run_of_categories_but_all() -> None:
    runs = {tuple(within(*span, "abcd")) for span in spans(4)}
    assert runs == {("a",), ("b",), ("c",), ("d",), ("a", "b"), ("b", "c"), ("c", "d"), tuple("abc"), tuple("bcd")}
    assert len(list(spans(4))) == len(runs)


def test_boxes_over_cells_differ_and_stay_within_both_axes() -> None:
    made = list(rectangles((6, 26), (10, 19)))
    assert len(made) > 60
    touched = {tuple(int(end) for span in both for end in span) for both in made}
    assert len(touched) == len(made)
    assert all(6 < x0 < x1 < 26 and 10 < y0 < y1 < 19 for (x0, x1), (y0, y1) in made)
    assert Box("density", *made[0]).event("p1", final=True) != Box("density", *made[1]).event("p1", final=True)
