// The whole workspace: what can be read at the left, the editor, and below it what came of it.
function render({ model }) {
  const bench = desk(model);
  const root = node("div", { className: "bench" });
  const small = matchMedia("(max-width: 700px)");
  bench.narrow = small.matches;
  bench.show = (made) => {
    root.querySelector("dialog[open]")?.close();
    root.append(made);
    made.showModal();
    made.querySelector("input:not([type=radio]), select, textarea, .main, tbody button")?.focus();
  };
  runs(bench);
  const bar = tabs(bench);
  const tools = toolbar(bench);
  const text = editor(bench);
  const names = relations(bench);
  const kept = saved(bench);
  const before = past(bench);
  const looked = { Saved: kept, History: before };
  const parts = [["Schema", names, tidemark.live("Schema")], ["Saved", kept.host, tidemark.live("Saved")], ["History", before.host, tidemark.live("History")]];
  if (bench.may("upload")) names.append(upload(bench));
  const chosen = panes(tidemark.live("What can be read"), parts, (name) => looked[name]?.search());
  const side = node("details", { className: "side", open: !bench.narrow },
    node("summary", { textContent: tidemark.live("Schema, saved, history") }), chosen.row, ...parts.map(([, part]) => part));
  const fit = () => {
    side.open = !small.matches;
  };
  small.addEventListener("change", fit);
  model.on("remove", () => small.removeEventListener("change", fit));
  const said = node("p", { className: "status", role: "status" });
  const brushed = brush(bench);
  const upper = node("section", { className: "upper", "aria-label": tidemark.live("Editor") }, bar, tools, text, parameters(bench));
  const lower = results(bench);
  const room = () => root.getBoundingClientRect();
  const wide = split("Width of the schema", tidemark.live("Width of the schema"), true, {
    least: 150, start: 270, most: () => 0.5 * room().width, size: (pixels) => root.style.setProperty("--side", `${pixels}px`),
  });
  const high = split("Height of the editor", tidemark.live("Height of the editor"), false, {
    least: 130, start: Math.max(200, Math.round(0.4 * (innerHeight - 120))), most: () => room().height - 140,
    size: (pixels) => root.style.setProperty("--upper", `${pixels}px`),
  });
  root.append(brushed, side, wide, node("div", { className: "work" }, upper, high, lower, said));

  const stops = [side, upper, lower];
  const cycle = (by) => {
    const at = stops.findIndex((each) => each.contains(root.getRootNode().activeElement));
    const next = stops.at((at + by + stops.length) % stops.length);
    if (next === upper) return bench.tell({ tell: "focus" });
    return next.querySelector('summary, [tabindex="0"], input, button')?.focus();
  };
  shortcuts(bench, cycle);
  let fading = 0;
  bench.on("said", ({ message }) => {
    said.textContent = message;
    clearTimeout(fading);
    fading = setTimeout(() => said.replaceChildren(), 8000);
  });
  bench.on("diff", (message) => bench.compared?.(message));
  themed(bench, root);
  measured();
  const show = () => bench.figure.replaceChildren(...[model.get_child("chart")].filter(Boolean));
  model.on("chart", show);
  show();
  bench.tell({ tell: "shown" });
  bench.send({ do: "schema" });
  return root;
}
