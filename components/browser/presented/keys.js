// The keys of a meeting work wherever the focus is: a page within the stage passes them on.
const FIELDS = "input, textarea, select, [contenteditable]";
const OURS = new Set(["ArrowRight", "ArrowLeft", " ", "PageUp", "PageDown", "Home", "End", "Enter", "Escape", "."]);
const LETTERS = new Set("bwpfchz0123456789");

export const typed = (event) => {
  const field = event.composedPath()[0];
  return field instanceof Element && field.matches(FIELDS);
};

export const key = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typed(event)) return "";
  const said = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return OURS.has(said) || LETTERS.has(said) ? said : "";
};

export function passed(tell) {
  const pass = (event) => {
    const said = key(event);
    if (!said) return;
    tell(said);
    if (said === "Escape") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener("keydown", pass, true);
}
