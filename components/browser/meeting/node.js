// An element with its attributes, listeners and what stands in it. A text stays a text; a function gives a text in the
// reader's language, and is asked again when that changes.
const live = (put) => {
  put();
  window.tidemark.on(put);
};

const attribute = (made, name, value) => {
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (typeof value === "function") live(() => made.setAttribute(name, value()));
  else if (typeof value === "boolean") made.toggleAttribute(name, value);
  else if (value !== undefined) made.setAttribute(name, value);
};

const child = (given) => {
  if (typeof given !== "function") return given;
  const text = document.createTextNode("");
  live(() => (text.data = given()));
  return text;
};

export const node = (name, about = {}, ...inside) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(about)) attribute(made, key, value);
  made.append(...inside.filter((each) => each !== undefined && each !== null && each !== false).map(child));
  return made;
};

export const say = (text, values) => window.tidemark.say(text, values);

// What folds out below its summary, until somebody looks elsewhere: a click within a frame is only seen as a blur.
export const folded = (kind, summary, ...inside) => {
  const made = node("details", { class: kind }, summary, ...inside);
  document.addEventListener("pointerdown", (event) => event.composedPath().includes(made) || (made.open = false));
  addEventListener("blur", () => (made.open = false));
  return made;
};

// A button: its text and its hint, which names its key, are functions and follow the language.
export const button = (label, act, { kind = "", key = "", hint = label } = {}) =>
  node("button", { type: "button", class: kind, onclick: act, title: () => (key ? `${hint()} (${key})` : hint()) }, label);
