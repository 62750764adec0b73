// Above the editor: what is brushed on a page, as chips or as a WHERE that can be edited and applied back.
function brush(desk) {
  const host = node("div", { className: "brush", role: "group", "aria-label": tidemark.live("What is brushed"), hidden: true });
  const chips = node("span", { className: "chips" });
  const about = node("span", { className: "about" });
  const wrong = node("p", { className: "wrong", role: "alert", hidden: true });
  const text = node("textarea", { rows: 1, spellcheck: false, autocomplete: "off", "aria-label": tidemark.live("WHERE of the brush") });
  const editing = node("form", { className: "where", hidden: true, on: { submit: (event) => apply(event) } },
    node("code", { textContent: tidemark.live("WHERE") }), text, node("button", { type: "submit", className: "main", textContent: tidemark.live("Apply") }),
    button(tidemark.live("Cancel"), tidemark.live("Leave what is brushed as it is (Esc)"), () => close()));
  const edit = button(tidemark.live("Edit as WHERE"), tidemark.live("Write what is brushed as SQL, and apply it"), () => open());
  const back = node("a", { className: "back" });
  const fit = () => {
    text.rows = Math.min(6, Math.max(1, text.value.split("\n").length));
  };
  const say = (message) => {
    wrong.textContent = message;
    wrong.hidden = !message;
  };
  const open = () => {
    text.value = desk.state.brush?.where ?? "";
    fit();
    say("");
    editing.hidden = false;
    text.focus();
  };
  const close = () => {
    editing.hidden = true;
    say("");
    edit.focus();
  };
  const apply = (event) => {
    event.preventDefault();
    say("");
    desk.send({ do: "where", text: text.value });
  };
  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey) apply(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  desk.on("fault", ({ run, tab, message, position, length }) => {
    if (run || tab || editing.hidden) return;
    say(message);
    text.focus();
    if (position === null || position === undefined) return;
    const units = (points) => Array.from(text.value).slice(0, points).join("").length;
    text.setSelectionRange(units(position), units(position + Math.max(1, length ?? 1)));
  });
  const copied = () => {
    const where = desk.state.brush?.where ?? "";
    desk.say(copy(where) ? tidemark.say("The WHERE of the brush is on the clipboard.") : where);
  };
  const show = () => {
    const { brush: now } = desk.state;
    host.hidden = !now;
    if (!now) return;
    about.textContent = [now.dataset, now.relation && tidemark.say("selection = what is brushed of {relation}", { relation: now.relation })].filter(Boolean).join(" · ");
    const lacks = now.unapplied?.length ? [node("span", { className: "lacks", textContent: tidemark.live("selection is not filtered by {fields}", { fields: now.unapplied.join(", ") }) })] : [];
    const said = now.chips.length ? now.chips.map(({ label }) => node("span", { className: "chip", textContent: label })) : [node("span", { className: "hint", textContent: tidemark.live("Nothing is brushed.") })];
    chips.replaceChildren(...said, ...lacks);
    back.href = now.address;
    back.textContent = tidemark.say("Back to {page}", { page: now.title });
  };
  tidemark.on(show);
  desk.on("brush", () => {
    editing.hidden = true;
    say("");
    show();
  });
  host.append(node("b", { textContent: tidemark.live("Brush") }), chips, about, node("span", { className: "gap" }), edit,
    button(tidemark.live("Copy"), tidemark.live("Copy what is brushed as a WHERE"), copied), back, editing, wrong);
  show();
  return host;
}
