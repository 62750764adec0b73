// A bar between two parts: dragged, or moved by arrow keys. `size` sets the share of the first part, in pixels.
function split(name, label, upright, { size, least, most, start }) {
  const key = `tidemark split ${name}`;
  const bar = node("div", { className: `split ${upright ? "upright" : ""}`, role: "separator", tabIndex: 0, "aria-label": label,
    "aria-orientation": upright ? "vertical" : "horizontal", title: () => tidemark.say("{what}: drag, or arrow keys", { what: label() }) });
  let now = Number(localStorage.getItem(key)) || start;
  const set = (wanted) => {
    now = Math.round(Math.max(least, Math.min(wanted, most())));
    bar.setAttribute("aria-valuenow", now);
    size(now);
    localStorage.setItem(key, now);
  };
  bar.addEventListener("pointerdown", (event) => {
    const from = now - (upright ? event.clientX : event.clientY);
    const move = (moved) => set(from + (upright ? moved.clientX : moved.clientY));
    bar.setPointerCapture(event.pointerId);
    bar.addEventListener("pointermove", move);
    bar.addEventListener("lostpointercapture", () => bar.removeEventListener("pointermove", move), { once: true });
    event.preventDefault();
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 24, ArrowDown: 24, ArrowLeft: -24, ArrowUp: -24 }[event.key];
    if (!step) return;
    set(now + step);
    event.preventDefault();
  });
  size(now);
  return bar;
}
