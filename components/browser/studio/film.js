// The slides in their order: chosen by click or arrows, moved by dragging or Alt+arrows. Only what changed is drawn again.
function film(desk) {
  const KIND = "application/x-tidemark-slide";
  const drawn = new Map();
  const list = node("div", { className: "film", role: "listbox", "aria-label": tidemark.say("Slides") });
  const { state } = desk;
  const tool = (mark, title, act) => button(mark, title, act, { className: "tool", "aria-label": title });
  const move = (id, by) => desk.edit(slides.moved(state.deck, id, slides.place(state.deck, id) + by));
  const copy = (id) => {
    const slide = state.deck.slides.find((each) => each.id === id);
    if (!slide || !state.about.edit) return;
    const made = { ...slide, id: slides.fresh() };
    state.labels[made.id] = state.labels[id];
    desk.edit(slides.added(state.deck, made, slides.place(state.deck, id) + 1));
    desk.choose(made.id);
  };
  const remove = (id) => {
    const slide = state.deck.slides.find((each) => each.id === id);
    if (!slide || !state.about.edit) return;
    desk.edit(slides.without(state.deck, id));
    desk.say(tidemark.say("Deleted “{title}”. Ctrl+Z brings it back.", { title: desk.named(slide) }));
  };
  Object.assign(desk, { copy, remove, move });
  const keys = (event) => {
    const at = slides.place(state.deck, state.chosen);
    const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, PageDown: 8, PageUp: -8 }[event.key];
    const last = state.deck.slides.length - 1;
    const control = event.ctrlKey || event.metaKey;
    if (step && event.altKey) move(state.chosen, Math.sign(step));
    else if (step) desk.choose(state.deck.slides[Math.min(last, Math.max(0, at + step))]?.id);
    else if (event.key === "Home" || event.key === "End") desk.choose(state.deck.slides.at(event.key === "End" ? -1 : 0)?.id);
    else if (event.key === "Delete") remove(state.chosen);
    else if (control && event.key.toLowerCase() === "d") copy(state.chosen);
    else return;
    event.preventDefault();
    focus();
  };
  list.addEventListener("keydown", keys);
  const focus = () => drawn.get(state.chosen)?.made.focus({ preventScroll: true });
  const dragging = (id) => ({
    dragstart: (event) => {
      event.dataTransfer.setData(KIND, id);
      event.dataTransfer.effectAllowed = "move";
    },
    dragover: (event) => {
      if (!event.dataTransfer.types.includes(KIND)) return;
      event.preventDefault();
      event.currentTarget.classList.toggle("below", below(event));
      event.currentTarget.classList.toggle("above", !below(event));
    },
    dragleave: (event) => event.currentTarget.classList.remove("above", "below"),
    drop: (event) => {
      const moved = event.dataTransfer.getData(KIND);
      event.currentTarget.classList.remove("above", "below");
      if (!moved) return;
      event.preventDefault();
      const from = slides.place(state.deck, moved);
      const to = slides.place(state.deck, id) + (below(event) ? 1 : 0);
      desk.edit(slides.moved(state.deck, moved, to > from ? to - 1 : to));
      desk.choose(moved);
    },
  });
  const below = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  const one = (slide, number, label) => {
    const title = desk.named(slide);
    const chips = (label?.chips ?? []).map((text) => node("span", { className: "chip", textContent: text }));
    return node("div", { className: "slide", role: "option", "data-id": slide.id, tabIndex: -1, draggable: state.about.edit,
      "aria-selected": "false", title, on: { click: () => desk.choose(slide.id), ...dragging(slide.id) } },
    node("span", { className: "number", textContent: number }),
    node("div", { className: "about" }, node("b", { textContent: title }), node("span", { className: "where", textContent: where(slide, label) }),
      label?.problem && node("span", { className: "problem", textContent: label.problem }), chips.length > 0 && node("span", { className: "chips" }, ...chips)));
  };
  const where = ({ state: shown, focus: view }, label) => {
    const page = desk.page(shown.page);
    const chart = page?.views.find(({ name }) => name === view)?.title;
    return [page?.title ?? label?.page ?? shown.page, chart].filter(Boolean).join(" · ");
  };
  const mark = () => {
    list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    for (const { made } of drawn.values()) if (made.tabIndex === 0) made.tabIndex = -1;
    const chosen = drawn.get(state.chosen)?.made;
    if (!chosen) return;
    chosen.setAttribute("aria-selected", "true");
    chosen.tabIndex = 0;
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const draw = () => {
    const held = list.contains(list.getRootNode().activeElement);
    const kept = new Set();
    const nodes = state.deck.slides.map((slide, at) => {
      kept.add(slide.id);
      const label = state.labels[slide.id];
      const known = drawn.get(slide.id);
      if (known?.slide === slide && known.at === at && known.label === label) return known.made;
      const made = one(slide, at + 1, label);
      drawn.set(slide.id, { slide, at, label, made });
      return made;
    });
    for (const id of drawn.keys()) if (!kept.has(id)) drawn.delete(id);
    const moved = nodes.length !== list.children.length || nodes.some((made, at) => made !== list.children[at]);
    if (moved) list.replaceChildren(...nodes);
    mark();
    if (held) focus();
    off.hidden = !state.about.edit;
    none.hidden = state.deck.slides.length > 0;
  };
  const add = menu(tidemark.say("Add a slide"), state.pages.map((page) => [page.title, "", () => desk.add(page)]));
  add.firstChild.textContent = tidemark.say("+ Slide");
  add.classList.add("add");
  desk.add = (page) => {
    const slide = { ...slides.empty(page.state), title: page.title };
    desk.edit(slides.added(state.deck, slide, slides.place(state.deck, state.chosen) + 1));
    desk.choose(slide.id);
  };
  const off = node("div", { className: "film-tools", role: "toolbar", "aria-label": tidemark.say("Change the order") }, add, node("span", { className: "gap" }),
    tool("↑", tidemark.say("Move up (Alt+↑)"), () => move(state.chosen, -1)),
    tool("↓", tidemark.say("Move down (Alt+↓)"), () => move(state.chosen, 1)),
    menu(tidemark.say("The chosen slide"), [[tidemark.say("Duplicate"), "Ctrl+D", () => copy(state.chosen)], [tidemark.say("Delete"), "Del", () => remove(state.chosen)]]));
  const none = node("p", { className: "none", textContent: tidemark.say("No slide yet. Open a page, brush it, and choose Present in its strip; or add a slide here."), hidden: true });
  for (const tell of ["deck", "edited", "labels"]) desk.on(tell, () => state.deck && draw());
  desk.on("chosen", mark);
  return node("section", { className: "strip", "aria-label": tidemark.say("Filmstrip") }, off, none, list);
}
