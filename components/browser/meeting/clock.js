// The time that the meeting takes, that of the slide, and what is left of the time that the host gave.
import { kept } from "./kept.js";
import { node, say } from "./node.js";

const written = (seconds) => {
  const whole = Math.abs(Math.trunc(seconds));
  const [hours, minutes, rest] = [whole / 3600, (whole / 60) % 60, whole % 60].map(Math.trunc);
  const two = (number) => String(number).padStart(2, "0");
  return `${seconds < 0 ? "−" : ""}${hours ? `${hours}:${two(minutes)}` : minutes}:${two(rest)}`;
};

export class Clock {
  constructor() {
    this.whole = node("b", { class: "whole" });
    this.slide = node("span", { class: "of" });
    this.left = node("b", { class: "left" });
    const minutes = { type: "number", min: 0, max: 600, step: 1, "aria-label": () => say("Minutes for this meeting"), placeholder: () => say("min"), onchange: () => this.set() };
    this.minutes = node("input", minutes);
    this.minutes.value = kept.get("minutes");
    this.el = node("div", { class: "clock" }, this.whole, this.slide, this.left, this.minutes);
    this.at = "";
    setInterval(() => this.tick(), 500);
  }

  set() {
    kept.set("minutes", this.minutes.value);
    this.tick();
  }

  show({ meeting }) {
    this.began ??= meeting.began ? meeting.began * 1000 : Date.now();
    const { id, index } = meeting.slide;
    if (this.at !== `${index} ${id}`) this.since = Date.now();
    this.at = `${index} ${id}`;
    this.tick();
  }

  tick() {
    if (!this.began) return;
    const passed = (Date.now() - this.began) / 1000;
    const left = Number(this.minutes.value) * 60 - passed;
    this.whole.textContent = written(passed);
    this.slide.textContent = say("this slide {time}", { time: written((Date.now() - this.since) / 1000) });
    this.left.textContent = this.minutes.value ? say("{time} left", { time: written(left) }) : "";
    this.left.classList.toggle("late", left < 0);
  }
}
