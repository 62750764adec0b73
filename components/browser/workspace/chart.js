// The result as a chart: its kind and columns, what it leaves out, and the way to a board.
function chart(desk) {
  const kept = new Map();
  let seen = false;
  let asked = "";
  const bar = node("div", { className: "axes", role: "group", "aria-label": tidemark.live("Chart") });
  const note = node("p", { className: "note", role: "status", hidden: true });
  const none = node("p", { className: "none", hidden: true });
  const drawing = node("p", { className: "none drawing", role: "status", hidden: true }, node("progress", { "aria-label": tidemark.live("Drawing") }), tidemark.live("Drawing the chart …"));
  const pinned = pin(desk, () => kept.get(desk.state.active));
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  const empty = (why) => {
    none.textContent = why;
    none.hidden = !why;
    bar.hidden = pinned.host.hidden = desk.figure.hidden = Boolean(why);
    drawing.hidden = true;
    if (why) say("");
  };
  const ask = (kind = "", settings = {}) => {
    const tab = desk.state.active;
    kept.set(tab, { ...kept.get(tab), kind, settings });
    none.hidden = true;
    drawing.hidden = false;
    desk.send({ do: "chart", tab, kind, settings });
  };
  const look = () => {
    const run = desk.latest();
    if (run?.phase !== "done") return empty(run && run.phase !== "fault" ? tidemark.say("The rows are on their way.") : tidemark.say("Run a statement: its rows can become a chart."));
    if (!seen || asked === run.id) return undefined;
    asked = run.id;
    const { kind, settings } = kept.get(desk.state.active) ?? {};
    return ask(kind, settings);
  };
  const choice = (label, value, choices, act) => {
    const select = node("select", { on: { change: () => act(select.value) } },
      ...choices.map(([each, said]) => node("option", { value: each, textContent: said })));
    select.value = value;
    return node("label", {}, node("span", { textContent: label }), select);
  };
  const show = ({ kinds, kind, settings, note: why, boards }) => {
    empty(kinds.length ? "" : why);
    const { settings: choices = {} } = kinds.find((each) => each.kind === kind) ?? {};
    const axes = Object.entries(choices).filter(([, values]) => values.length > 1);
    bar.replaceChildren(
      choice(tidemark.live("Chart"), kind, kinds.map((each) => [each.kind, tidemark.live(each.label)]), (chosen) => ask(chosen)),
      ...axes.map(([name, values]) =>
        choice(tidemark.live(name), settings[name], values.map((each) => [each, each || tidemark.live("none")]), (value) => ask(kind, { ...settings, [name]: value }))));
    kept.set(desk.state.active, { kind, settings });
    pinned.offer(boards ?? []);
  };
  desk.on("charts", (message) => message.tab === desk.state.active && show(message));
  desk.on("charted", ({ tab, note: said, file, block }) => {
    if (tab !== desk.state.active) return;
    drawing.hidden = true;
    say(said);
    pinned.text(file, block);
  });
  desk.on("said", ({ message }) => !drawing.hidden && empty(message));
  desk.on("pane", ({ name }) => {
    seen = name === "Chart";
    look();
  });
  desk.on("turn", ({ run }) => {
    if (run !== desk.latest()) return;
    if (run.phase === "sent") asked = "";
    look();
  });
  desk.on("shown", () => {
    asked = "";
    look();
  });
  empty(tidemark.say("Run a statement: its rows can become a chart."));
  return node("div", { className: "pane charted" }, bar, none, drawing, note, desk.figure, pinned.host);
}
