// A window that lists the figures of queries; the chosen one is written where the cursor stands, as a placeholder.
function figures(desk, field) {
  const list = node("div", { className: "figure-list" });
  const search = node("input", { type: "search", placeholder: tidemark.say("Search figures"), "aria-label": tidemark.say("Search figures"), autocomplete: "off" });
  let known = [];
  const write = (text) => {
    made.close();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  const row = ({ name, value, text }) =>
    node("button", { type: "button", className: "figure-choice", on: { click: () => write(text) } },
      node("b", { textContent: name }), node("span", { textContent: value }), node("code", { textContent: text }));
  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
    const found = known.map((query) => ({ ...query, columns: query.columns.filter(({ name }) => fits(`${query.name} ${query.title} ${name}`)) })).filter(({ columns }) => columns.length);
    list.replaceChildren(...(found.length ? found.map((query) => node("section", {}, node("h3", {}, query.title, node("code", { textContent: query.name })), ...query.columns.map(row)))
      : [node("p", { className: "none", textContent: tidemark.say("No figure of that name") })]));
  };
  search.addEventListener("input", draw);
  desk.listed = ({ figures: found }) => {
    known = found;
    draw();
  };
  const made = dialog(tidemark.say("Insert a figure"), search, list);
  desk.send({ do: "figures", slide: desk.slide(), frozen: desk.state.deck.frozen });
  return made;
}
