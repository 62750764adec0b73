// One chart alone, or all of them in a grid that fills the screen; on a narrow one they stand below each other.
import { cards } from "./views.js";

const GAP = 10;
const NARROW = 700;
const LEAST = 118;
const HIGHEST = 560;
const SHAPE = 1.55;

let focus = "";
let made = "";

const set = (node, name, value) => (value ? node.style.setProperty(name, value, "important") : node.style.removeProperty(name));

const columns = (count, ratio) => {
  const tried = [...Array(Math.min(count, 4)).keys()].map((at) => at + 1);
  const cost = (across) => {
    const down = Math.ceil(count / across);
    return Math.abs((ratio / across) * down - SHAPE) + (1.5 * (across * down - count)) / count;
  };
  return tried.reduce((best, each) => (cost(each) < cost(best) ? each : best));
};

// The height of a figure is the browser's own matter here: the server is not told.
const resize = ({ host, figure }, height) => {
  if (!figure) return;
  figure.tidemark ??= figure.model.height;
  const above = figure.el.getBoundingClientRect().top - host.getBoundingClientRect().top;
  const wanted = height ? Math.max(LEAST, Math.floor(height - above - 8)) : figure.tidemark;
  if (figure.model.height !== wanted) figure.model.setv({ height: wanted }, { sync: false });
};

const grid = (shown) => {
  const across = shown.length > 1 ? columns(shown.length, innerWidth / innerHeight) : 1;
  const room = innerHeight - Math.max(0, shown[0].host.parentNode.host.getBoundingClientRect().top) - GAP;
  const down = Math.ceil(shown.length / across);
  return { across, height: Math.max(LEAST + 80, Math.floor((room - GAP * (down - 1)) / down)) };
};

export function fitted() {
  const known = cards();
  if (!known.length) return;
  // BokehJS makes a card before it puts it on the page.
  if (!known.every(({ host }) => host.isConnected)) return void requestAnimationFrame(fitted);
  const alone = known.find((card) => card.name === focus);
  document.documentElement.toggleAttribute("data-focused", Boolean(alone));
  for (const card of known) card.host.classList.toggle("tm-away", Boolean(alone) && card !== alone);
  const shown = alone ? [alone] : known;
  const narrow = innerWidth < NARROW;
  const holder = shown[0].host.parentNode.host;
  const { across, height } = narrow ? { across: 1, height: alone ? Math.min(HIGHEST, innerHeight - GAP) : 0 } : grid(shown);
  set(holder, "grid-template-columns", `repeat(${across}, minmax(0, 1fr))`);
  for (const card of shown) set(card.host, "height", height ? `${height}px` : "");
  for (const card of shown) resize(card, height);
  made = signature(known);
}

const signature = (known) => known.map((card) => `${card.name} ${card.figure?.model.id}`).join();

// A chart that took the place of another has the server's height again.
export const changed = () => {
  if (signature(cards()) !== made) fitted();
};

export function alone(view) {
  focus = view ?? "";
  fitted();
}

export const focused = () => focus;
