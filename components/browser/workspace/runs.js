// What came of the last run of each tab. Announces {tell: "turn", run} when it changes, {tell: "batch", run} for rows.
function runs(desk) {
  const latest = new Map();
  const byId = new Map();
  const asked = new Set();
  const begin = (tab, id, kind = "run") => {
    const run = { id, tab, kind, phase: "sent", since: performance.now(), place: 0, share: -1, seen: 0, seconds: 0, columns: null, rows: [] };
    byId.set(id, run);
    if (kind === "run") {
      if (latest.has(tab)) byId.delete(latest.get(tab).id);
      latest.set(tab, run);
    }
    return run;
  };
  const turn = (run) => desk.tell({ tell: "turn", run });
  const found = ({ run, tab }) => byId.get(run) ?? (tab && run ? begin(tab, run) : undefined);
  const take = (message, change) => {
    const run = found(message);
    if (!run) return;
    change(run);
    turn(run);
  };
  const over = (phase) => ["done", "fault"].includes(phase);
  desk.on("queued", (message) => take(message, (run) => Object.assign(run, { phase: "queued", place: message.place })));
  desk.on("started", (message) => take(message, (run) => Object.assign(run, { phase: "started", start: message.start, end: message.end })));
  desk.on("progress", (message) =>
    take(message, (run) => Object.assign(run, { share: message.share, seen: message.rows, seconds: message.seconds })));
  desk.on("columns", (message) => take(message, (run) => Object.assign(run, { columns: message.columns, rows: [] })));
  desk.on("rows", (message) => {
    const run = byId.get(message.run);
    if (!run) return;
    for (const row of message.rows) run.rows.push(row);
    desk.tell({ tell: "batch", run, rows: message.rows });
  });
  desk.on("done", ({ tell, tab, ...figures }) =>
    take({ run: figures.run, tab }, (run) => Object.assign(run, { phase: "done", done: figures, seconds: figures.seconds })));
  for (const kind of ["plan", "profile"]) {
    desk.on(kind, ({ run, tree }) => {
      byId.delete(run);
      desk.tell({ tell: "turn", run: { phase: "done", kind } });
    });
  }
  desk.on("fault", ({ tell, run: id, tab, ...fault }) => {
    const run = byId.get(id) ?? (id && tab ? begin(tab, id) : undefined);
    if (run) {
      Object.assign(run, { phase: "fault", fault });
      turn(run);
    }
    desk.tell({ tell: "broken", tab: run?.tab ?? tab, fault, run });
  });
  const stop = (tab) => {
    for (const run of byId.values()) {
      if (run.tab !== tab || over(run.phase) || run.wished) continue;
      Object.assign(run, { phase: "stopping", wished: true });
      desk.send({ do: "stop", run: run.id });
      turn(run);
    }
  };
  const send = (kind, text, start, end) => {
    const tab = desk.tab();
    if (!tab) return undefined;
    stop(tab.id);
    const id = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (each) => each.toString(16)).join("-");
    const run = begin(tab.id, id, kind);
    desk.draft.flush();
    desk.tell({ tell: "began", tab: tab.id, run });
    desk.send({ do: kind, tab: tab.id, run: id, text, start, end, values: tab.values ?? {} });
    turn(run);
    return run;
  };
  const here = (kind) => {
    const { start, end } = desk.cursor();
    return send(kind, desk.tab()?.text ?? "", start, end);
  };
  let following = null;
  const next = (text, [step, ...steps]) => {
    following = step ? { run: send("run", text, ...step), text, steps } : null;
  };
  const all = () => {
    const text = desk.tab()?.text ?? "";
    next(text, statement.all(text).map(({ start, end }) => [start, end].map((each) => place.theirs(text, each))));
  };
  desk.on("turn", ({ run }) => {
    if (following?.run !== run || !over(run.phase)) return;
    const { text, steps } = following;
    next(text, run.phase === "done" ? steps : []);
  });
  desk.run = () => here("run");
  desk.explain = here;
  desk.runAll = all;
  desk.stop = (tab = desk.state.active) => stop(tab);
  desk.latest = (tab = desk.state.active) => latest.get(tab);
  desk.going = () => [...byId.values()].find((run) => run.tab === desk.state.active && !over(run.phase));
  desk.on("shown", () => {
    const tab = desk.state.active;
    if (!tab || latest.has(tab) || asked.has(tab)) return;
    asked.add(tab);
    desk.send({ do: "result", tab });
  });
}
