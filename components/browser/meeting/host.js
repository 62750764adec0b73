// The stage of whoever leads, and of whoever may: what can be done in the head of the page.
import { button, folded, node, say } from "./node.js";

export class Head {
  constructor({ members, clock, look, copy, full, end, take }) {
    this.title = node("b", { class: "deck" });
    this.end = button(() => say("End"), end, { kind: "end", hint: () => say("End the meeting for everybody") });
    this.take = button(() => say("Lead"), take, { kind: "take", hint: () => say("The host has gone: lead the meeting") });
    this.copy = button(() => say("Copy link"), copy, { kind: "copy", hint: () => say("The link that others follow by") });
    this.full = button(() => say("Full screen"), full, { key: "F" });
    this.clock = clock.el;
    this.ask = folded("ask", node("summary", {}, () => say("Minutes")));
    const name = node("a", { href: "../", class: "name" }, "Tidemark");
    this.el = node("header", { class: "top" }, name, this.title, this.clock, node("span", { class: "room" }), members.el, this.ask, this.copy, look.el, this.full, this.take, this.end);
  }

  show({ meeting }) {
    const { you, host } = meeting;
    this.title.textContent = meeting.title;
    document.title = say("{title} · meeting", { title: meeting.title });
    this.clock.hidden = this.end.hidden = !you.host;
    this.ask.hidden = you.host;
    this.take.hidden = you.host || !you.may_present || host.here;
  }
}
