// Run and Stop, how long and how far, and what else can be done with the statement.
function toolbar(desk) {
  const run = button(tidemark.live("Run"), tidemark.live("Run the statement at the cursor, or what is marked (Ctrl+Enter)"), () => desk.run(), { className: "main run" });
  const stop = button(tidemark.live("Stop"), tidemark.live("Stop what runs (Ctrl+.)"), () => desk.stop(), { className: "stop", hidden: true });
  const said = node("span", { className: "said", role: "status" });
  const bar = node("progress", { className: "progress", max: 1, hidden: true, "aria-label": tidemark.live("How far the statement is") });
  const link = () => {
    const done = desk.latest()?.done;
    if (!done?.link) return desk.say(tidemark.say("Run the statement first: the link is one to a run."));
    return desk.say(copy(new URL(done.link, document.baseURI).href) ? tidemark.say("The link to this run is on the clipboard.") : tidemark.say("The link: {link}", { link: done.link }));
  };
  const more = menu(tidemark.live("More"), [
    [tidemark.live("Run all statements"), "Ctrl+Shift+Enter", () => desk.runAll()],
    [tidemark.live("Find"), "Ctrl+F", () => desk.tell({ tell: "find" })],
    [tidemark.live("Format"), "Alt+Shift+F", () => desk.format()],
    [tidemark.live("Copy link to this run"), "", link],
    [tidemark.live("New tab"), "Alt+Shift+N", () => desk.fresh()],
    [tidemark.live("Reopen the tab closed last"), "Alt+Shift+T", () => desk.reopen()],
    [tidemark.live("Keys"), "F1", () => desk.shortcuts()],
  ]);
  const clock = () => {
    const going = desk.going();
    if (stop.matches(":focus") && !going) desk.tell({ tell: "focus" });
    stop.hidden = !going;
    bar.hidden = !(going?.share >= 0);
    run.disabled = Boolean(going);
    if (!going) return said.replaceChildren();
    const seconds = `${((performance.now() - going.since) / 1000).toFixed(1)} s`;
    stop.disabled = going.phase === "stopping";
    bar.value = Math.max(0, going.share);
    const far = going.share >= 0 ? ` · ${Math.round(100 * going.share)} %` : "";
    const rows = going.seen ? ` · ${tidemark.say("{rows} rows", { rows: going.seen.toLocaleString("en-US") })}` : "";
    const waits = going.place ? tidemark.say("{place} before this one", { place: going.place }) : tidemark.say("next in the queue");
    const words = { queued: `${tidemark.say("Waiting: {what}", { what: waits })} · `, stopping: `${tidemark.say("Stopping")} · ` };
    return said.replaceChildren(`${words[going.phase] ?? ""}${seconds}${far}${rows}`);
  };
  const hint = node("span", { className: "hint wrong" });
  const formatting = new Map();
  const hinted = (message) => {
    hint.textContent = hint.title = message;
  };
  desk.on("broken", ({ tab, run, fault }) => {
    if (run || tab !== desk.state.active) return;
    hinted(fault.message);
    if (formatting.delete(tab)) desk.say(fault.message);
  });
  for (const other of ["typed", "checked", "began", "shown"]) desk.on(other, () => hinted(""));
  desk.on("formatted", ({ tab, text, start, end }) => {
    const known = desk.state.tabs.find(({ id }) => id === tab);
    const asked = formatting.get(tab);
    formatting.delete(tab);
    if (known?.text === asked) desk.tell({ tell: "replace", tab, text, start, end });
    else desk.say(tidemark.say("The text has changed meanwhile: format again."));
  });
  let ticking = 0;
  const tick = () => {
    clock();
    clearInterval(ticking);
    if (desk.going()) ticking = setInterval(() => (desk.going() ? clock() : tick()), 100);
  };
  desk.format = () => {
    const { start, end } = desk.cursor();
    const text = desk.tab()?.text ?? "";
    formatting.set(desk.state.active, text);
    desk.send({ do: "format", tab: desk.state.active, text, start, end });
  };
  desk.on("turn", tick);
  desk.on("shown", tick);
  desk.model.on("remove", () => clearInterval(ticking));
  return node("div", { className: "toolbar", role: "toolbar", "aria-label": tidemark.live("Statement") },
    run, stop, bar, said, hint, node("span", { className: "gap" }),
    button(tidemark.live("Format"), tidemark.live("Lay the statement out (Alt+Shift+F)"), () => desk.format(), { className: "wide" }),
    button(tidemark.live("Save"), tidemark.live("Keep the statement under a name (Ctrl+S)"), () => desk.save()),
    button(tidemark.live("Share"), tidemark.live("Copy a link to this run"), link, { className: "wide" }),
    more);
}
