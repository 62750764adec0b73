// What is brushed, as chips that can be taken off; undo, redo, clear and the link; and their keys.
export function render({ model, el }) {
  const strip = document.createElement("nav");
  strip.className = "bar";
  strip.setAttribute("aria-label", "Selection");
  const button = (label, hint, what, off) => {
    const node = document.createElement("button");
    node.type = "button";
    node.textContent = label;
    node.title = hint;
    node.disabled = Boolean(off);
    node.addEventListener("click", () => act(what));
    return node;
  };
  const act = (what) => {
    if (what.copy) navigator.clipboard?.writeText(location.href);
    else model.send_msg(what);
  };
  const chip = ({ label, source }) => {
    const node = document.createElement("span");
    node.className = "chip";
    const off = button("×", "Take this off", { clear: source });
    off.setAttribute("aria-label", `Take off ${label}`);
    node.append(label, off);
    return node;
  };
  const show = () => {
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.textContent = "Drag or click on a chart to filter the others";
    strip.replaceChildren(
      ...(model.badge ? [Object.assign(document.createElement("b"), { className: "badge", textContent: model.badge })] : []),
      ...(model.chips.length ? model.chips.map(chip) : [hint]),
      button("Undo", "Ctrl+Z", { undo: true }, !model.can_undo),
      button("Redo", "Ctrl+Shift+Z", { redo: true }, !model.can_redo),
      button("Clear", "Esc", { clear: "" }, !model.chips.length),
      button("Copy link", "A link that restores this view", { copy: true }),
    );
    if (model.newer) {
      const newer = document.createElement("span");
      newer.className = "message newer";
      newer.setAttribute("role", "status");
      newer.append(`${model.newer} `, button("Show it", "The same view of the newer data", { newer: true }));
      strip.append(newer);
    }
    if (model.message) {
      const said = document.createElement("span");
      said.className = "message";
      said.setAttribute("role", "status");
      said.textContent = model.message;
      strip.append(said);
    }
  };
  const key = (event) => {
    const path = event.composedPath();
    if (path.some((node) => node.classList?.contains("MuiModal-root"))) return;
    const field = path[0];
    if (field instanceof Element && field.matches("input, textarea, select, [contenteditable]")) return;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape" && model.chips.length) act({ clear: "" });
    else if (control && event.key.toLowerCase() === "z") act(event.shiftKey ? { redo: true } : { undo: true });
    else if (control && event.key.toLowerCase() === "y") act({ redo: true });
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", key);
  model.on("remove", () => document.removeEventListener("keydown", key));
  for (const name of ["chips", "can_undo", "can_redo", "message", "newer", "badge"]) model.on(name, show);
  // Browsers refuse more than some twenty changes of the address a second.
  let waiting = false;
  const address = () => {
    if (waiting) return;
    waiting = true;
    const shown = model.link;
    if (shown) history.replaceState(null, "", shown);
    setTimeout(() => {
      waiting = false;
      if (model.link !== shown) address();
    }, 250);
  };
  model.on("link", address);
  address();
  show();
  return strip;
}
