// The host's remote, on a telephone: on and back, what to say, the time, a field for the pointer, a dark screen.
import { button, node, say } from "./node.js";
import { pad } from "./pad.js";
import { lines } from "./slide.js";

export class Remote {
  constructor(acts, clock, noted) {
    this.title = node("h1");
    this.place = node("span", { class: "place" });
    this.next = node("p", { class: "next" });
    this.notes = node("div", { class: "notes" });
    this.black = button(() => say("Black"), acts.black, { kind: "toggle" });
    const steps = node("div", { class: "steps" }, button(() => say("Previous"), acts.previous), button(() => say("Next"), acts.next, { kind: "main" }));
    const top = node("div", { class: "at" }, this.place, clock.el);
    this.el = node("main", { class: "hand" }, top, this.title, this.next, this.notes, pad(acts.point), node("div", { class: "more" }, this.black), noted.el, steps);
  }

  show({ meeting }) {
    const { slide, notes, next, blank, you } = meeting;
    this.title.textContent = slide.title || meeting.title;
    this.place.textContent = say("slide {number} of {count}", { number: slide.index + 1, count: slide.count });
    this.next.textContent = next?.title ? say("Next: {title}", { title: next.title }) : say("This is the last slide");
    const said = lines(notes).length ? lines(notes) : lines(slide.points);
    this.notes.replaceChildren(...said.map((each) => node("p", {}, each)));
    this.black.setAttribute("aria-pressed", Boolean(blank));
    this.el.toggleAttribute("data-idle", !you.host);
  }
}
