// Whether the page is dark: read off the colour of its texts, whichever way its theme was set, as soon as it changes.
function themed(desk, root) {
  const look = () => {
    const found = getComputedStyle(root).color.match(/[\d.]+/g);
    if (!found) return requestAnimationFrame(look);
    const [red, green, blue] = found.map(Number);
    const scale = Math.max(red, green, blue) <= 1 ? 255 : 1;
    const dark = (red * 299 + green * 587 + blue * 114) * scale > 127_000;
    if (dark === desk.state.dark && root.classList.contains("themed")) return undefined;
    desk.state.dark = dark;
    root.classList.add("themed");
    root.classList.toggle("dark", dark);
    return desk.tell({ tell: "dark" });
  };
  root.addEventListener("transitionend", (event) => event.target === root && look());
  requestAnimationFrame(look);
}
