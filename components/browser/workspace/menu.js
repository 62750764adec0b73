// A menu that closes when something is chosen, when the focus leaves it, and by Escape. Entries: [label, key, act].
function menu(label, entries) {
  const list = node("div", { className: "list", role: "menu" });
  const made = node("details", { className: "menu" }, node("summary", { textContent: "⋯", title: label, "aria-label": label }), list);
  list.append(...entries.map(([text, key, act]) =>
    node("button", { type: "button", role: "menuitem", on: { click: () => {
      made.open = false;
      act();
    } } }, text, node("kbd", { textContent: key }))));
  made.addEventListener("focusout", (event) => {
    if (!made.contains(event.relatedTarget)) made.open = false;
  });
  made.addEventListener("keydown", (event) => {
    const buttons = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      made.open = false;
      made.firstChild.focus();
    } else if (step) {
      const index = buttons.indexOf(made.getRootNode().activeElement);
      buttons.at((index + step) % buttons.length).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return made;
}
