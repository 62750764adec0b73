// What everybody sees: the title, the words that follow the figures, the page, and the bar that says whom one follows.
import { Frames } from "./frames.js";
import { button, node, say } from "./node.js";

export class Slide {
  constructor({ address, acts, back }) {
    this.frames = new Frames(address, acts);
    this.title = node("h1");
    this.narrative = node("p", { class: "narrative" });
    this.masked = node("p", { class: "masked", role: "note" });
    this.points = node("ul", { class: "points" });
    this.blank = node("div", { class: "blank", "aria-hidden": "true" });
    this.said = node("span", { class: "who" });
    this.back = button(() => say("Return to host"), back, { kind: "return" });
    this.bar = node("div", { class: "following", role: "status" }, this.said, this.back);
    const words = node("header", { class: "words" }, this.title, this.narrative, this.masked);
    this.el = node("section", { class: "slide" }, words, this.frames.el, this.points, this.bar, this.blank);
  }

  show({ meeting }) {
    const { slide, you } = meeting;
    const wandered = !you.host && !you.following;
    this.el.classList.toggle("wandered", wandered);
    this.told(meeting, wandered);
    // Who wandered keeps what they look at, and its words.
    if (!wandered || !this.frames.page) this.content(meeting, slide);
  }

  content(meeting, slide) {
    this.title.textContent = slide.title || meeting.title;
    this.narrative.textContent = slide.narrative ?? "";
    this.masked.textContent = meeting.masked ?? "";
    this.points.replaceChildren(...lines(slide.points).map((each) => node("li", {}, each)));
    this.blank.dataset.colour = meeting.blank ?? "";
    this.frames.show(slide.page, slide.focus ?? "");
  }

  told({ host, slide, you, blank }, wandered) {
    const about = { name: host.name, number: slide.index + 1, count: slide.count };
    this.said.textContent = you.host ? led(blank, about) : wandered ? alone(host.here, about) : following(host.here, about);
    this.back.hidden = !wandered;
  }
}

const led = (blank, about) =>
  blank ? say("The screen is dark for everybody · slide {number} of {count}", about) : say("You lead · slide {number} of {count}", about);

const alone = (here, about) =>
  here ? say("You moved on your own. {name} shows slide {number} of {count}", about) : say("You moved on your own. {name} has left for a moment", about);

const following = (here, about) =>
  here ? say("Following {name} · slide {number} of {count}", about) : say("{name} has left for a moment · slide {number} of {count}", about);

export const lines = (text) => (Array.isArray(text) ? text : String(text ?? "").split("\n")).map((each) => each.trim()).filter(Boolean);
