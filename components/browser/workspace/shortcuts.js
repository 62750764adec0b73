// The keys, and the window that lists them.
function shortcuts(desk, cycle) {
  const KEYS = [
    ["Ctrl+Enter", tidemark.live("Run the statement at the cursor, or what is marked")], ["Ctrl+Shift+Enter", tidemark.live("Run all statements of the tab, one after the other")],
    ["Ctrl+.", tidemark.live("Stop")], ["Ctrl+Space", tidemark.live("What can be written here")], ["Alt+Enter", tidemark.live("Write the nearest right name")],
    ["Alt+Shift+F", tidemark.live("Format")], ["Ctrl+F", tidemark.live("Find; Ctrl+H replaces")], ["Ctrl+S", tidemark.live("Save")],
    ["Alt+Shift+N", tidemark.live("New tab")], ["Alt+Shift+W", tidemark.live("Close the tab")], ["Alt+Shift+T", tidemark.live("Reopen the tab closed last")],
    ["Alt+PageUp, Alt+PageDown", tidemark.live("The tab before, the next")], ["Alt+Shift+←, →", tidemark.live("Move the tab that has the focus")], ["F2", tidemark.live("Rename the tab that has the focus")],
    ["Esc, then Tab", tidemark.live("Leave the editor")], ["F6", tidemark.live("The next part of the page")], ["F1", tidemark.live("This list")],
  ];
  desk.shortcuts = () =>
    desk.show(dialog(tidemark.live("Keys"), node("dl", { className: "keys" }, ...KEYS.flatMap(([key, text]) => [node("dt", {}, node("kbd", { textContent: key })), node("dd", { textContent: text })]))));
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
