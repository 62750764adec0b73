// High contrast: what is drawn in grey becomes black or white, and larger.
import { cards } from "./views.js";

const AXIS = { major_label_text_color: 1, axis_line_color: 1, major_label_text_font_size: "14px" };
const known = new WeakMap();

const change = (model, wanted) => {
  const before = known.get(model) ?? Object.fromEntries(Object.keys(wanted).map((name) => [name, model[name]]));
  known.set(model, before);
  model.setv(wanted, { sync: false });
};

const models = (figure) => [...figure.model.left, ...figure.model.below].filter((each) => "major_label_text_color" in each);

export function contrasted(on) {
  document.documentElement.toggleAttribute("data-contrast", on);
  const ink = getComputedStyle(document.body).getPropertyValue("--tm-ink").trim() || "#000";
  for (const { figure } of cards().filter((card) => card.figure))
    for (const axis of models(figure)) {
      if (on) change(axis, Object.fromEntries(Object.entries(AXIS).map(([name, value]) => [name, value === 1 ? ink : value])));
      else if (known.has(axis)) axis.setv(known.get(axis), { sync: false });
    }
}
