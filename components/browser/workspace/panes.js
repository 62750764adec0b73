// Parts of which one is seen, under a row of tabs. Parts: [name, element, label]; `turned` is told which is chosen.
function panes(label, parts, turned = () => {}) {
  const buttons = parts.map(([name, , label]) =>
    node("button", { type: "button", role: "tab", textContent: label, on: { click: () => choose(name) } }));
  const row = node("div", { className: "panes-row", role: "tablist", "aria-label": label }, ...buttons);
  const choose = (chosen) => {
    parts.forEach(([name, part], index) => {
      buttons[index].setAttribute("aria-selected", String(name === chosen));
      buttons[index].tabIndex = name === chosen ? 0 : -1;
      part.hidden = name !== chosen;
    });
    turned(chosen);
  };
  row.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const index = buttons.findIndex((each) => each.tabIndex === 0);
    const next = buttons.at((index + step) % buttons.length);
    next.click();
    next.focus();
    event.preventDefault();
  });
  parts.forEach(([, part, named]) => {
    const speak = () => part.setAttribute("aria-label", named());
    part.setAttribute("role", "tabpanel");
    speak();
    tidemark.on(speak);
  });
  choose(parts[0][0]);
  return { row, choose };
}
