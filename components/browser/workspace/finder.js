// A search field over a list that the server answers.
function finder(desk, label, ask, answer, draw) {
  const field = node("input", { type: "search", placeholder: label, "aria-label": label, autocomplete: "off" });
  const list = node("div", { className: "found" });
  let waiting = 0;
  const search = () => ask(field.value.trim());
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 250);
  });
  desk.on(answer, (message) => list.replaceChildren(...draw(message)));
  return { host: node("div", { className: "side-part" }, field, list), search };
}
