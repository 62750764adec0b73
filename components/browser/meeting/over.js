// The meeting is over: what was shown and decided stands in its minutes.
import { node, say } from "./node.js";

export function over(title, minutes) {
  const link = minutes && node("a", { href: minutes, class: "button" }, () => say("Minutes of the meeting"));
  const pages = node("a", { href: "../" }, () => say("Back to the pages"));
  return node("main", { class: "over" }, node("h1", {}, title), node("p", {}, () => say("The meeting has ended.")), link || "", pages);
}
