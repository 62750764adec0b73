// A field on a telephone on which a finger moves the pointer of the meeting.
import { node, say } from "./node.js";

const PAUSE = 40;

export function pad(point) {
  const dot = node("i");
  const el = node("div", { class: "pad", role: "application", "aria-label": () => say("Pointer: move a finger here") }, node("span", {}, () => say("Pointer: move a finger here")), dot);
  let sent = 0;
  const move = (event) => {
    if (!event.buttons) return;
    const box = el.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((each) => Math.min(1, Math.max(0, each)));
    dot.style.transform = `translate(${x * box.width}px, ${y * box.height}px)`;
    el.classList.add("on");
    if (event.timeStamp - sent < PAUSE) return;
    sent = event.timeStamp;
    point({ x, y });
  };
  const off = () => {
    el.classList.remove("on");
    point({});
  };
  el.addEventListener("pointerdown", (event) => {
    el.setPointerCapture(event.pointerId);
    move(event);
  });
  el.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) el.addEventListener(end, off);
  return el;
}
