// The Plan and the Profile of a tab's statement: asked for when they are looked at.
function plans(desk, kind, words) {
  const host = node("div", { className: `pane ${kind}` });
  const found = new Map();
  const ask = () => desk.explain(kind);
  const again = (label) => node("div", { className: "actions" }, button(label, words.about, ask));
  const draw = () => {
    const { tree, text, fault } = found.get(desk.state.active) ?? {};
    if (fault) return host.replaceChildren(node("p", { className: "wrong", textContent: fault.message }), again(tidemark.live("Try again")));
    if (!tree) return host.replaceChildren(node("p", { className: "none", textContent: words.about }), again(words.ask));
    const old = text !== desk.tab()?.text;
    return host.replaceChildren(again(old ? tidemark.live("The statement has changed: ask again") : tidemark.live("Ask again")), plan(tree));
  };
  desk.on(kind, ({ tab, tree }) => {
    found.set(tab, { tree, text: desk.state.tabs.find(({ id }) => id === tab)?.text });
    draw();
  });
  desk.on("broken", ({ tab, run, fault }) => {
    if (run?.kind !== kind) return;
    found.set(tab, { fault });
    draw();
  });
  desk.on("shown", draw);
  draw();
  return { host, look: () => (kind === "plan" && !found.has(desk.state.active) && desk.tab()?.text.trim() ? ask() : draw()) };
}
