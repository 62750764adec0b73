// The pages of the deck, each in a frame that stays alive while another one is shown; and what is said to them.
import { node } from "./node.js";

const ALONE = 1000;
const ALL = 1800;
const NARROW = 700;
const LEAST = 0.8;

export class Frames {
  constructor(address, acts) {
    this.address = address;
    this.acts = acts;
    this.frames = new Map();
    this.lasting = new Map();
    this.focus = "";
    this.el = node("div", { class: "frames" });
    new ResizeObserver(() => this.zoom()).observe(this.el);
    addEventListener("message", (event) => this.heard(event));
  }

  show(page, focus) {
    for (const [name, frame] of this.frames) frame.hidden = name !== page;
    const moved = page !== this.page || focus !== this.focus;
    Object.assign(this, { page, focus });
    if (page && !this.frames.has(page)) this.open(page);
    if (!moved) return;
    this.unknown = false;
    this.zoom();
    this.tell({ tidemark: "focus", view: focus });
  }

  open(page) {
    const frame = node("iframe", { src: this.address(page, this.focus), title: page, allow: "clipboard-write" });
    this.frames.set(page, frame);
    this.el.append(frame);
    this.zoom();
  }

  // All type grows with the screen; BokehJS then draws as many pixels more.
  zoom() {
    const { clientWidth: width } = this.el;
    const alone = this.focus && !this.unknown;
    const grown = width < NARROW ? 1 : Math.max(alone ? 1 : LEAST, width / (alone ? ALONE : ALL));
    for (const frame of this.frames.values()) frame.style.zoom = grown;
  }

  get shown() {
    return this.frames.get(this.page);
  }

  tell(about) {
    this.shown?.contentWindow?.postMessage(about, location.origin);
  }

  // A page that has not the chart shows all of its own.
  known(views) {
    this.unknown = !views.some(({ view }) => view === this.focus);
    this.zoom();
  }

  // Said to every page, to those too that open later.
  always(about) {
    this.lasting.set(about.tidemark, about);
    for (const frame of this.frames.values()) frame.contentWindow?.postMessage(about, location.origin);
  }

  heard(event) {
    const frame = [...this.frames.values()].find((each) => each.contentWindow === event.source);
    if (!frame || event.origin !== location.origin) return;
    const { tidemark: kind, ...about } = event.data ?? {};
    if (kind === "ready") {
      for (const each of [{ tidemark: "focus", view: this.focus }, ...this.lasting.values()]) frame.contentWindow.postMessage(each, location.origin);
    }
    if (frame !== this.shown) return;
    if (kind === "ready") this.known(about.views);
    this.acts[kind]?.(about);
  }
}
