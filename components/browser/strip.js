// What is brushed, as chips that can be taken off; undo, redo, clear and the link; and their keys.
export function render({ model, el }) {
  const strip = document.createElement("nav");
  strip.className = "bar";
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
    const off = button("×", tidemark.say("Take this off"), { clear: source });
    off.setAttribute("aria-label", tidemark.say("Take off {what}", { what: label }));
    node.append(label, off);
    return node;
  };
  const slide = capture(model);
  const show = () => {
    strip.setAttribute("aria-label", tidemark.say("Selection"));
    const hint = document.createElement("span");
    hint.className = "hint";
    hint.textContent = tidemark.say("Drag or click on a chart to filter the others");
    strip.replaceChildren(
      ...(model.badge ? [Object.assign(document.createElement("b"), { className: "badge", textContent: model.badge })] : []),
      ...(model.chips.length ? model.chips.map(chip) : [hint]),
      button(tidemark.say("Undo"), "Ctrl+Z", { undo: true }, !model.can_undo),
      button(tidemark.say("Redo"), "Ctrl+Shift+Z", { redo: true }, !model.can_redo),
      button(tidemark.say("Clear"), "Esc", { clear: "" }, !model.chips.length),
      button(tidemark.say("Copy link"), tidemark.say("A link that restores this view"), { copy: true }),
      slide,
    );
    if (model.newer) {
      const newer = document.createElement("span");
      newer.className = "message newer";
      newer.setAttribute("role", "status");
      newer.append(`${model.newer} `, button(tidemark.say("Show it"), tidemark.say("The same view of the newer data"), { newer: true }));
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
  model.on("remove", tidemark.on(show));
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
