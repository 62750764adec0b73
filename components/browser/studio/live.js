// The slide as it will be shown: the page itself, in the slide's state. What is brushed there can become the slide's.
function live(desk) {
  const REST = 160;
  const { state } = desk;
  const frame = node("iframe", { title: tidemark.say("The slide, live"), className: "page" });
  const update = button(tidemark.say("Update slide with this view"), tidemark.say("The slide shows from now on what is brushed here"), () => take(), { className: "main update" });
  const back = button(tidemark.say("Back to the slide"), tidemark.say("Forget what is brushed here"), () => load(true), { className: "back" });
  const focus = node("select", { "aria-label": tidemark.say("Charts that are shown"), on: { change: () => {
    desk.edit(slides.changed(state.deck, state.chosen, { focus: focus.value }));
  } } });
  const open = node("a", { className: "open", target: "_blank", textContent: tidemark.say("Open the page") });
  const said = node("span", { className: "wander" });
  let shown = "";
  let seen = null;
  let waiting = 0;
  const address = ({ state: wanted }) => `./${encodeURIComponent(wanted.page)}?${new URLSearchParams({ state: JSON.stringify(wanted) })}`;
  // A deck is frozen at a version of the data, or every slide is shown at the newest.
  const at = (slide) => ({ state: { ...slide.state, version: state.deck.frozen ?? desk.page(slide.state.page)?.state.version ?? slide.state.version } });
  const inside = (slide) => `${address(at(slide))}&presented=studio`;
  const post = (about) => frame.contentWindow?.postMessage(about, location.origin);
  let told = "";
  const alone = () => {
    told = desk.slide()?.focus ?? "";
    post({ tidemark: "focus", view: told });
  };
  const dress = () => post({ tidemark: "theme", dark: state.dark });
  const load = (again = false) => {
    const slide = desk.slide();
    if (!slide) return clearTimeout(waiting);
    const wanted = inside(slide);
    if (wanted === shown && !again) return undefined;
    clearTimeout(waiting);
    shown = wanted;
    seen = null;
    fit();
    waiting = setTimeout(() => frame.contentWindow?.location.replace(new URL(wanted, document.baseURI)), REST);
  };
  const fit = () => {
    const slide = desk.slide();
    host.classList.toggle("empty", !slide);
    if (!slide) return;
    const page = desk.page(slide.state.page);
    const views = [{ name: "", title: tidemark.say("All charts") }, ...(page?.views ?? [])];
    focus.replaceChildren(...views.map(({ name, title }) => node("option", { value: name, textContent: title })));
    focus.value = slide.focus;
    if (told !== slide.focus) alone();
    focus.disabled = !state.about.edit;
    open.href = address(at(slide));
    const moved = seen !== null && !slides.same(seen, slide.state);
    update.hidden = !state.about.edit || !moved;
    back.hidden = !moved;
    said.textContent = moved ? tidemark.say("You moved on from the slide") : "";
  };
  const take = () => {
    if (!seen) return;
    shown = inside({ state: seen });
    desk.edit(slides.changed(state.deck, state.chosen, { state: seen }));
    desk.send({ do: "label", slide: desk.slide(), frozen: state.deck.frozen });
    fit();
  };
  const heard = (event) => {
    if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
    HEARD[event.data?.tidemark]?.(event.data);
  };
  const HEARD = {
    ready() {
      dress();
      alone();
    },
    state({ state: wanted }) {
      if (!wanted || wanted.page !== desk.slide()?.state.page) return;
      seen = wanted;
      fit();
    },
    // A double click on the head of a chart shows it alone.
    focused({ view }) {
      const slide = desk.slide();
      if (state.about.edit && slide && slide.focus !== view) desk.edit(slides.changed(state.deck, slide.id, { focus: view }));
    },
  };
  addEventListener("message", heard, { signal: desk.life.signal });
  desk.on("dark", dress);
  desk.model.on("remove", () => desk.life.abort());
  // The page has the room that it has on a stage, drawn smaller; on a phone it stands as it is.
  const WIDE = 1180;
  const scaled = () => {
    const { clientWidth, clientHeight } = room;
    const scale = innerWidth > 700 && clientWidth ? Math.min(1, clientWidth / WIDE) : 1;
    Object.assign(frame.style, { width: `${clientWidth / scale}px`, height: `${clientHeight / scale}px`, transform: `scale(${scale})` });
  };
  const room = node("div", { className: "room" }, frame);
  const sizes = new ResizeObserver(scaled);
  sizes.observe(room);
  desk.life.signal.addEventListener("abort", () => sizes.disconnect());
  const host = node("section", { className: "live", "aria-label": tidemark.say("The slide, live") },
    node("div", { className: "live-bar" }, focus, said, node("span", { className: "gap" }), back, update, open), room);
  for (const tell of ["deck", "edited", "chosen"]) desk.on(tell, () => {
    fit();
    load();
  });
  desk.on("deck", () => load(true));
  return host;
}
