// Begins a meeting, or a rehearsal for oneself; both show the deck as it is kept.
function begin(desk) {
  desk.begin = (rehearsal) => {
    desk.flush();
    desk.send({ do: "present", deck: desk.state.about.id, rehearsal, slide: desk.state.chosen });
  };
  desk.always("begun", ({ address, rehearsal }) => {
    const link = new URL(address, document.baseURI).href;
    const go = node("a", { className: "go", href: link, target: "_blank", rel: "opener", textContent: tidemark.say("Open the stage") });
    go.addEventListener("click", () => made.close());
    const shared = node("input", { readOnly: true, value: link, "aria-label": tidemark.say("Link to the meeting") });
    const parts = rehearsal
      ? [node("p", { textContent: tidemark.say("The rehearsal is a meeting that nobody else is told of.") })]
      : [node("p", { textContent: tidemark.say("The meeting has begun. Whoever has this link and may open the page follows you.") }),
        node("div", { className: "link" }, shared, button(tidemark.say("Copy link"), tidemark.say("Copy the link to the meeting"), () =>
          desk.say(copy(link) ? tidemark.say("The link is on the clipboard.") : tidemark.say("Mark the link and copy it."))))];
    const made = dialog(rehearsal ? tidemark.say("Rehearse") : tidemark.say("Present"), ...parts, node("div", { className: "actions" }, go));
    desk.show(made);
    go.focus();
  });
}
