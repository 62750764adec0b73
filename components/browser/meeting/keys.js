// What the keys do. A clicker sends those of a keyboard; a number and Enter go to that slide.
import { key } from "../presented/keys.js";

const BUTTON = "button, a, summary, select";

export class Keys {
  constructor(acts) {
    this.acts = acts;
    this.number = "";
    addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    const said = key(event);
    const pressable = event.target instanceof Element && event.target.matches(BUTTON);
    if (!said || (pressable && (said === " " || (said === "Enter" && !this.number)))) return;
    if (this.act(said)) event.preventDefault();
  }

  act(said) {
    if (/^\d$/.test(said)) {
      this.number = (this.number + said).slice(-4);
      return true;
    }
    const number = Number(this.number);
    this.number = "";
    if (said === "Enter") return number ? this.acts.to?.(number - 1) : false;
    const act = this.acts[NAMES[said]];
    act?.();
    return Boolean(act);
  }
}

const NAMES = {
  ArrowRight: "next",
  PageDown: "next",
  " ": "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "first",
  End: "last",
  b: "black",
  ".": "black",
  w: "white",
  p: "pointer",
  f: "full",
  c: "contrast",
  h: "back",
  Escape: "escape",
};
