// What happened in each tab, newest first.
function log(desk) {
  const host = node("div", { className: "pane log", tabIndex: 0 });
  const lines = new Map();
  const add = (tab, kind, text) => {
    const time = new Date().toLocaleTimeString("en-GB");
    lines.set(tab, [{ time, kind, text }, ...(lines.get(tab) ?? [])].slice(0, 200));
    draw();
  };
  const draw = () => {
    const known = lines.get(desk.state.active) ?? [];
    host.replaceChildren(...(known.length
      ? known.map(({ time, kind, text }) => node("div", { className: `line ${kind}` }, node("time", { textContent: time }), text))
      : [node("p", { className: "none", textContent: tidemark.live("Nothing has run in this tab yet.") })]));
  };
  desk.on("turn", ({ run }) => {
    if (run.phase === "done" && run.done) add(run.tab, "done", foot.said(run.done));
    if (run.phase === "fault") add(run.tab, run.fault.kind, run.fault.message);
  });
  desk.on("said", ({ message }) => add(desk.state.active, "note", message));
  desk.on("shown", draw);
  return host;
}
