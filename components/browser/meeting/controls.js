// What a host steers with: back and on, the list of slides, one chart or all, the pointer, a dark screen.
import { button, node, say } from "./node.js";

export class Controls {
  constructor(acts) {
    this.acts = acts;
    this.place = node("select", { class: "place", "aria-label": () => say("Slide"), onchange: () => acts.to(Number(this.place.value)) });
    this.views = node("select", { class: "views", "aria-label": () => say("Charts shown"), onchange: () => acts.focus(this.views.value) });
    this.pointer = button(() => say("Pointer"), acts.pointer, { key: "P", kind: "toggle" });
    this.black = button(() => say("Black"), acts.black, { key: "B", kind: "toggle", hint: () => say("Make every screen black") });
    this.white = button(() => say("White"), acts.white, { key: "W", kind: "toggle", hint: () => say("Make every screen white") });
    this.known = [];
    const steps = [button(() => say("Previous"), acts.previous, { key: "←" }), this.place, button(() => say("Next"), acts.next, { key: "→", kind: "main" })];
    this.el = node("footer", { class: "controls", role: "toolbar", "aria-label": () => say("Controls of the meeting") }, ...steps, this.views, this.pointer, this.black, this.white);
  }

  show({ meeting, pointing }) {
    const { slide, blank } = meeting;
    const title = (at) => meeting.slides?.[at]?.title ?? (at === slide.index ? slide.title : "");
    const option = (at) => node("option", { value: at }, `${at + 1} / ${slide.count}${title(at) ? ` · ${title(at)}` : ""}`);
    this.place.replaceChildren(...Array.from({ length: slide.count }, (_, at) => option(at)));
    this.place.value = slide.index;
    this.focus = slide.focus ?? "";
    this.listed();
    this.pointer.setAttribute("aria-pressed", Boolean(pointing));
    for (const colour of ["black", "white"]) this[colour].setAttribute("aria-pressed", blank === colour);
  }

  listed() {
    const all = node("option", { value: "" }, say("All charts"));
    this.views.replaceChildren(all, ...this.known.map(({ view, title }) => node("option", { value: view }, title)));
    this.views.value = this.known.some(({ view }) => view === this.focus) ? this.focus : "";
    this.views.hidden = !this.known.length;
  }

  // The charts of the page that is shown.
  charts(views, focus) {
    this.known = views;
    this.focus = focus;
    this.listed();
  }
}
