// The cards of the page as BokehJS has drawn them: their names, places, and figures.
export const opened = () => window.Bokeh?.documents?.[0];

const roots = () => Object.values(window.Bokeh?.index?.roots ?? window.Bokeh?.index ?? {});

function* within(view) {
  yield view;
  for (const child of view.children?.() ?? []) yield* within(child);
}

export function* all() {
  for (const root of roots()) yield* within(root);
}

const named = (view) => view.model?.data?.name ?? "";

// {name, title, host, figure}: its element and the view of its figure, if it has one; the words have none.
export function cards() {
  const found = [];
  for (const view of all()) {
    const name = named(view);
    if (!name.startsWith("card ") && name !== "words") continue;
    const figure = [...within(view)].find((each) => each.model?.type === "Figure");
    found.push({ name: name.replace(/^card /, ""), title: view.model.data.title ?? "", host: view.el, figure });
  }
  return found;
}

export const part = (name) => [...all()].find((view) => named(view) === name)?.model.data;

export const shown = (card) => card.host.getClientRects().length > 0;

// Where the marks of a card lie on the screen; of one without a figure, where it lies itself.
export function field({ host, figure }) {
  const box = (figure?.el ?? host).getBoundingClientRect();
  if (!figure) return box;
  const { left, top, width, height } = figure.frame.bbox;
  return new DOMRect(box.left + left, box.top + top, width, height);
}
