// A button that says what it does, in a word or a mark, and at length where the pointer rests.
function button(label, title, act, attributes = {}) {
  const named = typeof label === "string" && label.length < 3 ? { "aria-label": title } : {};
  return node("button", { type: "button", title, ...named, ...attributes, on: { click: act } }, label);
}
