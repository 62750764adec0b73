// The keys, and the window that lists them.
function shortcuts(desk, cycle) {
  const KEYS = [
    ["Ctrl+Enter", "Run the statement at the cursor, or what is marked"], ["Ctrl+Shift+Enter", "Run all statements of the tab, one after the other"],
    ["Ctrl+.", "Stop"], ["Ctrl+Space", "What can be written here"], ["Alt+Enter", "Write the nearest right name"],
    ["Alt+Shift+F", "Format"], ["Ctrl+F", "Find; Ctrl+H replaces"], ["Ctrl+S", "Save"],
    ["Alt+Shift+N", "New tab"], ["Alt+Shift+W", "Close the tab"], ["Alt+Shift+T", "Reopen the tab closed last"],
    ["Alt+PageUp, Alt+PageDown", "The tab before, the next"], ["Alt+Shift+←, →", "Move the tab that has the focus"], ["F2", "Rename the tab that has the focus"],
    ["Esc, then Tab", "Leave the editor"], ["F6", "The next part of the page"], ["F1", "This list"],
  ];
  desk.shortcuts = () =>
    desk.show(dialog("Keys", node("dl", { className: "keys" }, ...KEYS.flatMap(([key, text]) => [node("dt", {}, node("kbd", { textContent: key })), node("dd", { textContent: text })]))));
  const bound = {
    "Alt+Shift+KeyN": () => desk.fresh(), "Alt+Shift+KeyW": () => desk.shut(), "Alt+Shift+KeyT": () => desk.reopen(), "Alt+Shift+KeyF": () => desk.format(),
    "Alt+PageDown": () => desk.step(1), "Alt+PageUp": () => desk.step(-1), "Ctrl+Period": () => desk.stop(), "Ctrl+KeyS": () => desk.save(),
    "Ctrl+Enter": () => desk.run(), "F1": () => desk.shortcuts(), "F6": () => cycle(1), "Shift+F6": () => cycle(-1),
  };
  const key = (event) => {
    const field = event.composedPath()[0];
    const typing = field instanceof Element && field.matches("input, textarea, select, [contenteditable]");
    const name = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.code].filter(Boolean).join("+");
    const act = bound[name] ?? (event.key === "?" && !typing ? desk.shortcuts : undefined);
    if (!act || event.defaultPrevented || event.composedPath().some((each) => each.tagName === "DIALOG")) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", key);
  desk.model.on("remove", () => document.removeEventListener("keydown", key));
}
