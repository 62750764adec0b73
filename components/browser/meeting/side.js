// Beside the slide, for the host alone: what to say, what comes next, and the words that the audience sees.
import { node, say } from "./node.js";
import { lines } from "./slide.js";

const part = (label, ...inside) => node("section", {}, node("h2", {}, label), ...inside);

export class Side {
  constructor(...below) {
    this.points = node("ul", { class: "points" });
    this.notes = node("div", { class: "notes", tabindex: "0" });
    this.narrative = node("p", { class: "narrative" });
    this.next = node("p", { class: "next" });
    this.parts = {
      notes: part(() => say("Notes for the speaker"), this.notes),
      points: part(() => say("Talking points"), this.points),
      narrative: part(() => say("Shown with the figures"), this.narrative),
      next: part(() => say("Next"), this.next),
    };
    this.el = node("aside", { class: "side" }, ...Object.values(this.parts), ...below);
  }

  show({ meeting }) {
    const { slide, notes, next } = meeting;
    this.points.replaceChildren(...lines(slide.points).map((each) => node("li", {}, each)));
    this.notes.replaceChildren(...lines(notes).map((each) => node("p", {}, each)));
    this.narrative.textContent = slide.narrative ?? "";
    this.next.textContent = next?.title ?? say("This is the last slide");
    this.parts.notes.hidden = !notes;
    this.parts.points.hidden = !lines(slide.points).length;
    this.parts.narrative.hidden = !slide.narrative;
  }
}
