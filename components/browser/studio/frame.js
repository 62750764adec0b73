// The whole studio: the decks; or of one deck the filmstrip, the slide as it is, and its words.
function render({ model }) {
  const bench = desk(model);
  const root = node("div", { className: "studio" });
  const { state } = bench;
  state.language = tidemark.language;
  // The language that is written in; "" where the deck is in one only.
  bench.language = () => (texts.several(state.deck) ? state.language : "");
  bench.words = (text) => texts.read(text, tidemark.language);
  bench.named = (slide) => bench.words(slide.title) || bench.page(slide.state.page)?.title || slide.state.page;
  bench.show = (made) => {
    root.querySelector("dialog[open]")?.close();
    root.append(made);
    made.showModal();
    made.querySelector("input:not([type=radio], [type=checkbox]), select, textarea, .main")?.focus();
  };
  bench.figures = (field) => bench.show(figures(bench, field));
  bench.home = () => {
    bench.flush();
    state.deck = state.about = null;
    place("");
    turn();
    bench.send({ do: "decks" });
  };
  const place = (deck) => history.replaceState(null, "", deck ? `?${new URLSearchParams({ deck })}` : location.pathname);
  const turn = () => root.classList.toggle("listing", !state.deck);
  bench.always("deck", ({ deck, about, labels, slide }) => {
    const chosen = about.id === state.about?.id ? state.chosen : slide;
    Object.assign(state, { deck, about, labels });
    state.chosen = slides.place(deck, chosen) < 0 ? (deck.slides[0]?.id ?? "") : chosen;
    place(about.id);
    turn();
  });
  bench.always("labels", ({ labels }) => Object.assign(state.labels, labels));
  bench.always("pages", ({ pages }) => Object.assign(state, { pages }) && state.deck && bench.tell({ tell: "edited" }));
  bench.always("parted", ({ about }) => place(about.id));
  edits(bench);
  keeping(bench);
  begin(bench);
  const build = () => {
    bench.forget();
    const said = node("p", { className: "status", role: "status" });
    let fading = 0;
    const parts = [head(bench), parted(bench), film(bench), live(bench), fields(bench)];
    root.replaceChildren(decks(bench), node("div", { className: "editor" }, ...parts), said);
    bench.on("said", ({ message }) => {
      said.textContent = message;
      clearTimeout(fading);
      fading = setTimeout(() => said.replaceChildren(), 8000);
    });
    bench.on("versions", (message) => bench.show(story(bench, message)));
    bench.on("compared", (message) => bench.compared?.(message));
    bench.on("figures", (message) => bench.listed?.(message));
    bench.on("meetings", (message) => bench.met?.(message));
    bench.on("gone", () => bench.home());
    turn();
  };
  model.on("msg:custom", (event) => bench.tell(event.data ?? event));
  const key = (event) => {
    const field = event.composedPath()[0];
    const typing = field instanceof Element && field.matches("input:not([type=radio], [type=checkbox]), textarea, [contenteditable]");
    const control = event.ctrlKey || event.metaKey;
    if (!state.deck || event.composedPath().some((each) => each.tagName === "DIALOG")) return;
    if (control && event.key.toLowerCase() === "s") bench.flush();
    else if (!typing && control && event.key.toLowerCase() === "z") (event.shiftKey ? bench.redo : bench.undo)();
    else if (!typing && control && event.key.toLowerCase() === "y") bench.redo();
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", key);
  model.on("remove", () => document.removeEventListener("keydown", key));
  build();
  themed(bench, root);
  tidemark.on(() => {
    state.language = tidemark.language;
    build();
    if (state.deck) bench.tell({ tell: "edited" });
  });
  let { minutes } = state.link;
  bench.always("deck", () => {
    if (minutes) bench.export(minutes);
    minutes = "";
  });
  if (state.link.deck) bench.send({ do: "open", deck: state.link.deck, slide: state.link.slide });
  return root;
}
