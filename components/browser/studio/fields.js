// The words of the slide: title, talking points, narrative, notes; in a tab for each language that the deck has.
function fields(desk) {
  const { state } = desk;
  const LANGUAGES = [["en", "English"], ["ko", "한국어"]];
  const field = (kind, name, about, rows) => {
    const made = node(rows ? "textarea" : "input", { "aria-label": name, rows, maxLength: 20000, autocomplete: "off", on: { input: () => {
      const slide = desk.slide();
      if (slide) desk.edit(slides.changed(state.deck, slide.id, { [kind]: texts.write(slide[kind], desk.language(), made.value) }), `${kind} ${slide.id} ${desk.language()}`);
    } } });
    const other = node("p", { className: "other" });
    return { kind, made, other, whole: node("label", { className: `words-${kind}` }, node("span", { className: "label" }, name, about && node("i", { textContent: about })), made, other) };
  };
  const all = [
    field("title", tidemark.say("Title"), "", 0),
    field("points", tidemark.say("Talking points"), tidemark.say("one a line"), 4),
    field("narrative", tidemark.say("Narrative"), tidemark.say("its figures are computed"), 4),
    field("notes", tidemark.say("Speaker notes"), tidemark.say("only you see them"), 5),
  ];
  const told = narrative(desk, all[2].made);
  all[2].whole.append(told);
  const tabs = node("div", { className: "languages", role: "tablist", "aria-label": tidemark.say("Language of the words") });
  const turn = (language) => {
    state.language = language;
    draw();
    desk.tell({ tell: "language" });
  };
  const tab = ([language, name]) => button(name, name, () => turn(language), { role: "tab", "aria-selected": String(state.language === language) });
  const second = button(tidemark.say("Write it in two languages"), tidemark.say("Korean and English side by side, each in a tab"), () => {
    desk.edit(texts.split(state.deck));
    turn(tidemark.language);
  }, { className: "second" });
  const draw = () => {
    const slide = desk.slide();
    host.classList.toggle("empty", !slide);
    if (!slide) return;
    const several = texts.several(state.deck);
    tabs.replaceChildren(...(several ? LANGUAGES.map(tab) : state.about.edit ? [second] : []));
    tabs.setAttribute("role", several ? "tablist" : "group");
    for (const { kind, made, other } of all) {
      const text = texts.own(slide[kind], desk.language());
      if (made.value !== text) made.value = text;
      made.readOnly = !state.about.edit;
      const elsewhere = text ? "" : texts.read(slide[kind], tidemark.language);
      other.textContent = elsewhere && tidemark.say("In the other language: {text}", { text: elsewhere.length > 160 ? `${elsewhere.slice(0, 160)}…` : elsewhere });
      if (made.rows) made.style.height = `${Math.min(360, Math.max(made.rows * 20 + 14, made.scrollHeight + 2))}px`;
    }
  };
  for (const tell of ["deck", "edited", "chosen"]) desk.on(tell, draw);
  const host = node("section", { className: "words", "aria-label": tidemark.say("Words of the slide") }, tabs, ...all.map(({ whole }) => whole));
  return host;
}
