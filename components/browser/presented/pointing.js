// The laser pointer: where it stands, as a share of the chart that it is on, so that it is the same place on every screen.
import { cards, field, shown } from "./views.js";

const PAUSE = 33;
const held = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

// {view, x, y} of a place on this screen.
export function told(x, y) {
  const card = cards().find((each) => shown(each) && held(each.host.getBoundingClientRect(), x, y));
  const box = card ? field(card) : new DOMRect(0, 0, innerWidth, innerHeight);
  const share = (at, start, size) => Math.round(((at - start) / size) * 1e4) / 1e4;
  return { view: card?.name ?? "", x: share(x, box.left, box.width), y: share(y, box.top, box.height) };
}

const laser = document.createElement("div");
const dot = document.createElement("i");
const label = document.createElement("b");
laser.id = "laser";
laser.hidden = true;
laser.append(dot, label);
document.body.append(laser);

let lit;

// Bokeh's own hover says what lies under the pointer; it sends nothing to the server.
const hover = (figure, x, y) => {
  const area = figure?.canvas_view?.events_el ?? figure?.canvas?.events_el;
  if (lit && lit !== area) lit.dispatchEvent(new PointerEvent("pointerout", { isPrimary: true, pointerType: "mouse" }));
  lit = area;
  area?.dispatchEvent(new PointerEvent("pointermove", { isPrimary: true, pointerType: "mouse", clientX: x, clientY: y }));
};

const reveal = (card) => {
  const box = card.host.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) card.host.scrollIntoView({ block: "nearest" });
};

// Show the pointer of `name` at {view, x, y}; nothing of it if it is off, or on a chart that is not shown here.
export function point({ view, x, y, name }) {
  const card = view ? cards().find((each) => each.name === view) : undefined;
  if (x === undefined || (view && !(card && shown(card)))) {
    laser.hidden = true;
    hover();
    return;
  }
  if (card) reveal(card);
  const box = card ? field(card) : new DOMRect(0, 0, innerWidth, innerHeight);
  const [left, top] = [box.left + x * box.width, box.top + y * box.height];
  label.textContent = name ?? "";
  laser.style.transform = `translate(${left}px, ${top}px)`;
  laser.hidden = false;
  hover(card?.figure, left, top);
}

// While this reader points: tell where, some thirty times a second, the last place always.
export function pointing(tell) {
  let on = false;
  let waiting;
  let last;
  const send = () => {
    waiting = undefined;
    if (last && on) tell(last);
    last = undefined;
  };
  const move = (event) => {
    if (!on) return;
    last = told(event.clientX, event.clientY);
    point({ ...last, name: "" });
    waiting ??= setTimeout(send, PAUSE);
  };
  addEventListener("pointermove", move, true);
  return (wanted) => {
    on = wanted;
    document.documentElement.toggleAttribute("data-pointing", on);
    if (!on) point({});
  };
}
