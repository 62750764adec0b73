// Below a chart: where it can be pinned, what it will follow there, and the files that it is.
function pin(desk, chosen) {
  const title = node("input", { autocomplete: "off", "aria-label": tidemark.live("Title of the chart"), placeholder: tidemark.live("Title") });
  const board = node("select", { "aria-label": tidemark.live("Board"), on: { change: () => linked() } });
  const why = node("input", { autocomplete: "off", "aria-label": tidemark.live("Why"), placeholder: tidemark.live("Why") });
  const link = node("p", { className: "note", hidden: true });
  const file = node("pre", { tabIndex: 0 });
  const files = node("details", { className: "files", hidden: true }, node("summary", { textContent: tidemark.live("As files") }), file,
    button(tidemark.live("Copy"), tidemark.live("Copy both files"), () => desk.say(copy(file.textContent) ? tidemark.say("Both files are on the clipboard.") : tidemark.say("Mark the text and copy it."))));
  let known = [];
  const linked = () => {
    const missing = known.find((each) => each.board === board.value)?.missing ?? "";
    link.textContent = missing;
    link.hidden = !missing;
    why.hidden = board.value === "mine";
  };
  const send = (event) => {
    event.preventDefault();
    if (!why.hidden && !why.value.trim()) {
      desk.say(tidemark.say("Say why: it stays with the version of the page."));
      return why.focus();
    }
    const { kind, settings } = chosen() ?? {};
    const said = title.value.trim() || title.placeholder;
    return desk.send({ do: "pin", tab: desk.state.active, title: said, board: board.value, kind, settings, why: why.value.trim() });
  };
  const form = node("form", { className: "pin", on: { submit: send } },
    title, node("label", {}, node("span", { textContent: tidemark.live("Pin to") }), board), why, node("button", { type: "submit", textContent: tidemark.live("Pin") }));
  const done = node("p", { className: "note pinned", role: "status", hidden: true });
  desk.on("pinned", ({ board: on, address, missing }) => {
    const name = known.find((each) => each.board === on)?.title ?? on;
    done.hidden = false;
    done.replaceChildren(tidemark.live("Pinned to")(), " ", node("a", { href: address, textContent: name }), missing ? `; ${missing}` : "");
  });
  const offer = (boards) => {
    known = boards;
    const before = board.value;
    board.replaceChildren(...boards.map((each) => node("option", { value: each.board, textContent: each.title })));
    if (boards.some((each) => each.board === before)) board.value = before;
    title.placeholder = desk.tab()?.title || tidemark.say("Title");
    form.hidden = !boards.length;
    linked();
  };
  const text = (query, block) => {
    files.hidden = !query;
    file.textContent = query ? `${block}\n${query}` : "";
  };
  return { host: node("div", { className: "pinning" }, form, link, done, files), offer, text };
}
