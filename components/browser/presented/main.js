// A page within the stage or the studio: what it is told by the page around it, and what it tells that one.
import { contrasted } from "./contrast.js";
import { alone, changed, fitted, focused } from "./fit.js";
import { passed } from "./keys.js";
import { point, pointing } from "./pointing.js";
import { cards, opened, part } from "./views.js";

const meeting = document.documentElement.dataset.presented === "meeting";
const tell = (about) => window.parent.postMessage(about, location.origin);
const point_on = pointing((place) => tell({ tidemark: "pointed", ...place }));
let contrast = false;

const views = () => cards().filter((card) => card.figure || card.name !== "words").map(({ name, title }) => ({ view: name, title }));

const state = () => {
  const { link } = part("strip") ?? {};
  if (!link) return;
  tell({ tidemark: "state", state: JSON.parse(new URLSearchParams(link).get("state")), link, focus: focused() });
};

const focus = (view) => {
  alone(view);
  state();
};

const dressed = (dark) => {
  const page = opened()?.roots().find((root) => root.data && "dark_theme" in root.data)?.data;
  if (page && page.dark_theme !== dark) page.dark_theme = dark;
};

const ACTS = {
  focus: ({ view }) => focus(view),
  point,
  pointing: ({ on }) => point_on(on),
  contrast: ({ on }) => {
    contrast = on;
    contrasted(on);
    fitted();
  },
  theme: ({ dark }) => dressed(dark),
};

addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== window.parent) return;
  ACTS[event.data?.tidemark]?.(event.data);
});

// A double click on the head of a chart shows it alone, or all again.
addEventListener("dblclick", (event) => {
  if (!event.composedPath().some((node) => node.classList?.contains("head"))) return;
  const card = cards().find(({ host }) => event.composedPath().includes(host));
  if (!card) return;
  const view = focused() === card.name ? "" : card.name;
  focus(view);
  tell({ tidemark: "focused", view });
});

addEventListener("resize", () => requestAnimationFrame(fitted));
if (meeting) passed((key) => tell({ tidemark: "key", key }));

const begin = () => {
  let waiting = 0;
  const again = () => {
    waiting = 0;
    changed();
    if (contrast) contrasted(true);
  };
  opened().on_change(() => (waiting ||= requestAnimationFrame(again)));
  const strip = part("strip");
  strip?.on_change(strip.properties.link, state);
  alone(new URLSearchParams(location.search).get("focus"));
  tell({ tidemark: "ready", views: views() });
  state();
};

const wait = () => (opened()?.is_idle && cards().length ? begin() : requestAnimationFrame(wait));
wait();
