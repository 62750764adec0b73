// The decks that a reader has: the own ones, those that are shared with them, those that ship.
function decks(desk) {
  const { state } = desk;
  const KINDS = [["own", tidemark.say("Your decks")], ["shared", tidemark.say("Shared with you")], ["shipped", tidemark.say("Ships with Tidemark")]];
  const lists = node("div", { className: "deck-lists" });
  const again = node("button", { type: "button", className: "bring", hidden: true, on: { click: () => desk.send({ do: "bring", deck: again.value }) } });
  const remove = (deck) =>
    desk.show(form(tidemark.say("Delete “{title}”?", { title: desk.words(deck.title) }), [], tidemark.say("Delete"), () => desk.send({ do: "remove", deck: deck.id })));
  desk.duplicate = (id) => {
    desk.flush();
    desk.send({ do: "duplicate", deck: id });
  };
  const first = () => {
    const page = state.pages[0];
    if (page) location.assign(`./${encodeURIComponent(page.name)}?capture`);
  };
  const card = (deck) => {
    const open = () => desk.send({ do: "open", deck: deck.id });
    const about = [tidemark.say("{count} slides", { count: deck.count }), deck.who && deck.kind !== "shipped" && deck.who, deck.when && moment(deck.when),
      deck.kind === "own" && deck.roles.length && tidemark.say("shared with {roles}", { roles: deck.roles.join(", ") })].filter(Boolean).join(" · ");
    return node("div", { className: "deck" },
      node("button", { type: "button", className: "deck-name", on: { click: open } }, node("b", { textContent: desk.words(deck.title) || tidemark.say("Untitled deck") }), node("span", { textContent: about })),
      node("div", { className: "deck-acts" },
        button(tidemark.say("Open"), tidemark.say("Open the deck"), open),
        desk.may("present") && button(tidemark.say("Duplicate"), tidemark.say("A deck of your own with the same slides"), () => desk.duplicate(deck.id)),
        deck.edit && button(tidemark.say("Delete"), tidemark.say("Delete the deck; it can be brought back"), () => remove(deck))));
  };
  const fresh = () => [
    button(tidemark.say("New deck"), tidemark.say("An empty deck"), () => desk.send({ do: "new" })),
    button(tidemark.say("Capture a view"), tidemark.say("Open a page, brush it, and make a slide of it"), first, { className: "main" }),
  ];
  const empty = () =>
    node("div", { className: "empty-decks" },
      node("h2", { textContent: tidemark.say("A slide is a live view") }),
      node("p", { textContent: tidemark.say("Open a page, brush what matters, and choose Present in its strip: the view becomes a slide that can be brushed in the meeting.") }),
      button(tidemark.say("Capture your first view"), tidemark.say("Open a page, brush it, and make a slide of it"), first, { className: "main big" }));
  const draw = () => {
    const own = state.decks.some(({ kind }) => kind === "own");
    const parts = KINDS.map(([kind, name]) => [name, state.decks.filter((deck) => deck.kind === kind)]).filter(([, found]) => found.length);
    lists.replaceChildren(...(own || !desk.may("present") ? [] : [empty()]),
      ...parts.map(([name, found]) => node("section", { "aria-label": name }, node("h2", { textContent: name }), ...found.map(card))));
    made.replaceChildren(...(desk.may("present") ? (own ? fresh() : [fresh()[0]]) : []));
  };
  const made = node("div", { className: "deck-new" });
  desk.on("decks", ({ decks: found, removed }) => {
    state.decks = found;
    again.hidden = !removed;
    if (removed) {
      again.value = removed.id;
      again.textContent = tidemark.say("Bring “{title}” back", { title: desk.words(removed.title) });
    }
    draw();
  });
  draw();
  return node("section", { className: "decks", "aria-label": tidemark.say("Decks") }, node("header", {}, node("h1", { textContent: tidemark.say("Decks") }), node("span", { className: "gap" }), again, made), lists);
}
