// Above the slide: which deck, whether it is kept, the way back, who reads it, over which figures, and what is done with it.
function head(desk) {
  const { state } = desk;
  const title = node("input", { className: "deck-title", "aria-label": tidemark.say("Title of the deck"), maxLength: 300, autocomplete: "off", on: { input: () =>
    desk.edit({ ...state.deck, title: texts.write(state.deck.title, desk.language(), title.value) }, `title ${desk.language()}`) } });
  const kept = node("span", { className: "kept", role: "status" });
  const tool = (label, hint, act, attributes = {}) => button(label, hint, act, attributes);
  const undo = tool("↶", tidemark.say("Undo (Ctrl+Z)"), () => desk.undo(), { className: "tool", "aria-label": tidemark.say("Undo") });
  const redo = tool("↷", tidemark.say("Redo (Ctrl+Shift+Z)"), () => desk.redo(), { className: "tool", "aria-label": tidemark.say("Redo") });
  const share = tool(tidemark.say("Share"), tidemark.say("Which roles may read and export the deck"), () => desk.show(sharing(desk)));
  const freeze = tool(tidemark.say("Live data"), tidemark.say("Over which data version every slide is shown"), () => desk.show(freezing(desk)));
  const past = tool(tidemark.say("Versions"), tidemark.say("Who changed the deck, when and why"), () => {
    desk.flush();
    desk.send({ do: "versions", deck: state.about.id });
  });
  const copy = tool(tidemark.say("Duplicate"), tidemark.say("A deck of your own with the same slides"), () => desk.duplicate(state.about.id), { className: "copy" });
  desk.export = (meeting) => desk.show(dialog(tidemark.say("Export"), exporting(desk, state.deck, meeting)));
  const out = tool(tidemark.say("Export"), tidemark.say("The deck as a file"), () => desk.export());
  const rehearse = tool(tidemark.say("Rehearse"), tidemark.say("The stage for you alone, with a timer"), () => desk.begin(true));
  const present = tool(tidemark.say("Present"), tidemark.say("Begin a meeting that others follow"), () => desk.begin(false), { className: "main" });
  const home = tool("‹", tidemark.say("All decks"), () => desk.home(), { className: "tool home", "aria-label": tidemark.say("All decks") });
  const draw = () => {
    if (!state.deck) return;
    const text = texts.own(state.deck.title, desk.language());
    if (title.value !== text) title.value = text;
    title.placeholder = desk.words(state.deck.title) || tidemark.say("Untitled deck");
    title.readOnly = !state.about.edit;
    const steps = desk.undone();
    undo.disabled = !steps.undo;
    redo.disabled = !steps.redo;
    const { roles, frozen } = state.deck;
    share.textContent = roles.length ? tidemark.say("Shared with {count}", { count: roles.length }) : tidemark.say("Share");
    freeze.textContent = frozen ? tidemark.say("Data v{version}", { version: frozen }) : tidemark.say("Live data");
    freeze.classList.toggle("frozen", Boolean(frozen));
    for (const each of [undo, redo, share, freeze]) each.hidden = !state.about.edit;
    copy.hidden = state.about.edit || !desk.may("present");
    out.hidden = !desk.may("present") && !desk.may("export");
    rehearse.hidden = present.hidden = !desk.may("present");
    rehearse.disabled = present.disabled = !state.deck.slides.length;
    past.hidden = !state.about.versions;
    say();
  };
  const say = () => {
    const { kind, why } = desk.kept();
    const { version, when, edit, shipped } = state.about ?? {};
    kept.classList.toggle("wrong", kind === "failed");
    kept.textContent = {
      saved: !edit ? (shipped ? tidemark.say("Shipped with Tidemark; duplicate it to change it") : tidemark.say("Shared with you; duplicate it to change it"))
        : version ? tidemark.say("Saved {time}, version {version}", { time: moment(when), version }) : "",
      saving: tidemark.say("Saving…"),
      unsaved: tidemark.say("Not saved yet"),
      failed: tidemark.say("Not saved, and tried again: {why}", { why }),
    }[kind];
  };
  for (const tell of ["deck", "edited", "language"]) desk.on(tell, draw);
  desk.on("kept", say);
  return node("header", { className: "head" }, home, title, kept, node("span", { className: "gap" }), undo, redo, share, freeze, past, copy, out, rehearse, present);
}
