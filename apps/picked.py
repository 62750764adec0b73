"""What a reader picks beside the marks: a step back or on, a sentence, a dataset, a CCP, an entry of a menu."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apps.menu import choose
from apps.rights import demand
from queries.query import QueryError, unknown
from queries.selection import Selection

if TYPE_CHECKING:
    from apps.reader import Reader


def steered(reader: Reader, told: dict[str, Any]) -> None:
    """Undo, redo, take off what one view or all have brushed, make slides, or go on to newer data."""
    stage, state = reader.stage, reader.state
    if told.get("undo"):
        reader.history.undo()
    elif told.get("redo"):
        reader.history.redo()
    elif told.get("newer"):
        reader.enter(stage.board.checked(replace(state, version=stage.opening.version)))
    elif isinstance(about := told.get("present"), dict):
        reader.take(reader, about)
    elif "clear" in told:
        source = str(told["clear"])
        selection = state.selection.publish(source, ()) if source else Selection()
        reader.enter(replace(state, selection=selection))
    reader.tell_newer()


def pointed(reader: Reader, told: dict[str, Any]) -> None:
    """Brush the marks that a sentence speaks of."""
    sentences = reader.scene.sentences if reader.scene else ()
    position = told.get("show")
    if type(position) is not int or not 0 <= position < len(sentences):
        return
    sentence = sentences[position]
    view = reader.stage.board.page.views.get(sentence["view"])
    fields = [field for field in ("ccp", "quarter") if sentence[field]]
    if view is not None and fields:
        clauses = [view.clause(field, str(sentence[field]).split(", ")) for field in fields]
        reader.enter(replace(reader.state, selection=Selection().publish(view.name, clauses)))


def picked(reader: Reader, field: str, title: str) -> None:
    """Another dataset, or another CCP of one's own, by what a list calls it; raise QueryError if it is not in it."""
    stage, state = reader.stage, reader.state
    known = stage.titles(state, reader.language) if field == "dataset" else stage.ccps(state)
    if title not in known:
        raise QueryError(unknown(field, title, known))
    moved = stage.moved(state, known[title]) if field == "dataset" else None
    reader.enter(moved or replace(state, my_ccp=known[title]))


def asked(reader: Reader, name: str, told: dict[str, Any]) -> None:
    """Set an argument of one chart, brush a colour of its legend, or open what stands behind it."""
    view = reader.stage.board.page.views[name]
    if "set" in told:
        demand(reader.actor, "adjust", reader.page)
        argument, value = str(told["set"]), told.get("value")
        view.query.bind({**view.arguments, argument: value})
        reader.enter(reader.state.argued(name, argument, value))
    elif "pick" in told:
        reader.enter(reader.state.toggled(name, [view.clause(str(told["pick"]), [str(told.get("value"))])]))
    elif "near" in told:
        reader.stage.board.prepare(name, reader.state)
    elif "choose" in told:
        choose(reader, name, str(told["choose"]))
