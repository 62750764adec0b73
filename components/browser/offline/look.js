"use strict";
// Light and dark, as the pages have them.
const AXES = {
  light: { line: "rgba(0, 0, 0, 0.22)", label: "rgba(0, 0, 0, 0.6)", name: "#1f262e", grid: "#e5e5e5" },
  dark: { line: "rgba(255, 255, 255, 0.22)", label: "rgba(255, 255, 255, 0.7)", name: "#e6eaee", grid: "#5a6470" },
};

const themed = () => document.documentElement.dataset.theme;

const dressed = (root) => {
  const { line, label, name, grid } = AXES[themed()];
  for (const axis of [...root.below, ...root.left]) {
    axis.setv({ axis_line_color: line, major_tick_line_color: line, minor_tick_line_color: line });
    axis.setv({ major_label_text_color: label, axis_label_text_color: name });
  }
  for (const each of root.center) if (each.type === "Grid" && each.grid_line_color !== null) each.grid_line_color = grid;
};

const node = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};
