// Decisions, questions and actions, typed as they come up; they go into the minutes with the slide that was shown.
import { kept } from "./kept.js";
import { node, say } from "./node.js";

const KINDS = { decision: () => say("Decision"), question: () => say("Question"), action: () => say("Action") };
const LONGEST = 2000;

export class Noted {
  constructor(note) {
    this.note = note;
    this.kind = node("select", { "aria-label": () => say("What it is") });
    for (const [kind, label] of Object.entries(KINDS)) this.kind.append(node("option", { value: kind }, label));
    const text = { rows: 2, maxlength: LONGEST, placeholder: () => say("Decision, question or action for the minutes"), "aria-label": () => say("Text for the minutes") };
    this.text = node("textarea", { ...text, oninput: () => kept.set("note", this.text.value), onkeydown: (event) => this.key(event) });
    this.text.value = kept.get("note");
    this.list = node("ol", { class: "noted" });
    const add = node("button", { type: "submit" }, () => say("Note"));
    this.form = node("form", { class: "note", onsubmit: (event) => this.send(event) }, this.kind, this.text, add);
    this.el = node("section", { class: "minutes" }, node("h2", {}, () => say("Minutes")), this.form, this.list);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.send(event);
  }

  send(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.note(this.kind.value, text);
    this.text.value = "";
    kept.set("note", "");
  }

  show({ noted }) {
    const line = ({ kind, text, who, slide }) => {
      const place = Number.isInteger(slide) ? say("slide {number}", { number: slide + 1 }) : "";
      const about = [KINDS[kind]?.() ?? kind, who, place].filter(Boolean).join(" · ");
      return node("li", { class: kind }, node("span", { class: "about" }, about), node("span", { class: "text" }, text));
    };
    this.list.replaceChildren(...noted.map(line).reverse());
  }
}
