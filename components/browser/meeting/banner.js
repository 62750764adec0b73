// What everybody must know at once: the connection is lost, something was refused, the meeting is over.
import { button, node, say } from "./node.js";

export class Banner {
  constructor(again) {
    this.text = node("span");
    this.again = button(() => say("Try now"), again);
    this.el = node("div", { class: "banner", role: "alert", hidden: true }, this.text, this.again);
    this.said = node("div", { class: "said", role: "status", hidden: true });
  }

  lost(seconds) {
    this.el.hidden = seconds === undefined;
    if (this.el.hidden) return;
    const soon = say("Connection lost. What you type is kept. Trying again…");
    this.text.textContent = seconds ? say("Connection lost. What you type is kept. Trying again in {seconds} s", { seconds }) : soon;
  }

  say(message) {
    this.said.textContent = message;
    this.said.hidden = !message;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.said.hidden = true), 6000);
  }
}
