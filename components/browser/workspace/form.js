// A window that asks: fields are [name, label, value, kind], kind "line", "text" or a list of choices.
function form(title, fields, word, act) {
  const made = fields.map(([name, label, value, kind]) => {
    const field = Array.isArray(kind)
      ? node("select", { name }, ...kind.map((each) => node("option", { value: each, textContent: each })))
      : node(kind === "text" ? "textarea" : "input", { name, rows: 3, autocomplete: "off" });
    field.value = value ?? "";
    return [name, field, node("label", {}, node("span", { textContent: label }), field)];
  });
  const said = node("p", { className: "wrong", role: "alert", hidden: true });
  const asked = node("form", { method: "dialog", on: { submit: (event) => {
    event.preventDefault();
    const wrong = act(Object.fromEntries(made.map(([name, field]) => [name, field.value.trim()])));
    said.hidden = !wrong;
    said.textContent = wrong ?? "";
    if (!wrong) whole.close();
  } } }, ...made.map(([, , label]) => label), said,
    node("div", { className: "actions" }, button(tidemark.live("Cancel"), tidemark.live("Close without doing it"), () => whole.close()),
      node("button", { type: "submit", className: "main", textContent: word })));
  const whole = dialog(title, asked);
  return whole;
}
