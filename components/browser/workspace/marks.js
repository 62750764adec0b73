// The squiggle under a fault, and the button beside it that writes the nearest right name.
function marks(ace, editor, host) {
  const { Range } = ace.require("ace/range");
  const fix = button(tidemark.live("Change"), tidemark.live("Write the nearest right name (Alt+Enter)"), () => apply(), { className: "fix", hidden: true });
  host.append(fix);
  let shown = null;
  const range = (session, from, to) => {
    const start = session.doc.indexToPosition(from);
    const end = session.doc.indexToPosition(to);
    return new Range(start.row, start.column, end.row, end.column);
  };
  const span = (session, { position, length }) => {
    const text = session.getValue();
    const from = Math.min(place.ours(text, position ?? 0), text.length);
    if (length) return range(session, from, place.ours(text, position + length));
    const start = session.doc.indexToPosition(from);
    const { end } = session.getWordRange(start.row, start.column);
    const to = end.row === start.row && end.column > start.column ? end.column : start.column + 1;
    return new Range(start.row, start.column, start.row, to);
  };
  const put = () => {
    fix.hidden = !shown?.fault.candidate || editor.session !== shown.session;
    if (fix.hidden) return;
    const at = editor.renderer.textToScreenCoordinates(shown.range.start.row, shown.range.start.column);
    const box = host.getBoundingClientRect();
    const top = at.pageY - window.scrollY - box.top + editor.renderer.lineHeight + 3;
    fix.style.left = `${Math.max(4, Math.min(at.pageX - window.scrollX - box.left, box.width - fix.offsetWidth - 8))}px`;
    fix.style.top = `${top}px`;
    fix.classList.toggle("away", top < 0 || top > box.height - 8);
  };
  const clear = (session) => {
    for (const id of session.faults ?? []) session.removeMarker(id);
    session.faults = [];
    session.ran = false;
    session.clearAnnotations();
    if (shown?.session === session) shown = null;
    put();
  };
  const show = (session, fault, ran) => {
    clear(session);
    session.ran = ran;
    const found = span(session, fault);
    session.faults = [session.addMarker(found, "fault", "text", true)];
    session.setAnnotations([{ row: found.start.row, column: found.start.column, text: fault.message, type: "error" }]);
    shown = { session, fault, range: found };
    fix.textContent = tidemark.say("Change to {name}", { name: fault.candidate });
    put();
  };
  const apply = () => {
    if (!shown?.fault.candidate || shown.session !== editor.session) return false;
    const { session, fault, range: found } = shown;
    clear(session);
    session.replace(found, fault.candidate);
    editor.focus();
    return true;
  };
  const flash = (session, from, to) => {
    const text = session.getValue();
    const id = session.addMarker(range(session, place.ours(text, from), place.ours(text, to)), "ran", "text");
    setTimeout(() => session.removeMarker(id), 700);
  };
  editor.renderer.on("afterRender", put);
  editor.on("changeSession", put);
  return { clear, show, right: (session) => !session.ran && clear(session), apply, flash, reveal: () => shown && editor.scrollToLine(shown.range.start.row, true, false) };
}
