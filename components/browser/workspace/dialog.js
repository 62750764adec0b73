// A window over the page: Escape closes it, and the focus goes back where it was.
function dialog(title, ...content) {
  const made = node("dialog", { "aria-label": title },
    node("div", { className: "dialog-head" }, node("h2", { textContent: title }), button("×", tidemark.live("Close"), () => made.close(), { className: "off" })),
    ...content);
  made.addEventListener("close", () => made.remove());
  made.addEventListener("keydown", (event) => event.stopPropagation());
  made.addEventListener("click", (event) => event.target === made && made.close());
  return made;
}
