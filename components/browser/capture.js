// Makes a slide of what is shown, or slides of the steps that led to it: into a deck of the reader's, or a new one.
const capture = (model) => {
  const say = (text, values) => tidemark.say(text, values);
  const make = (name, attributes, ...children) => {
    const node = Object.assign(document.createElement(name), attributes);
    node.append(...children);
    return node;
  };
  const summary = make("summary", {});
  const form = make("form", { className: "capture-form" });
  const host = make("details", { className: "capture" }, summary, form);
  let kept = "";
  const ask = () => host.open && model.send_msg({ present: { ask: true } });
  const draw = () => {
    summary.textContent = say("Present");
    summary.title = say("Make a slide of this view");
    if (!model.offered) return form.replaceChildren(say("Looking for your decks…"));
    const { decks, title, steps } = JSON.parse(model.offered);
    const choice = make("select", { ariaLabel: say("Deck") }, ...decks.map(({ id, title: name, count }) => make("option", { value: id, textContent: `${name} (${count})` })),
      make("option", { value: "", textContent: say("A new deck") }));
    if (decks.some(({ id }) => id === kept)) choice.value = kept;
    choice.addEventListener("change", () => (kept = choice.value));
    const name = make("input", { ariaLabel: say("Title of the slide"), value: title, maxLength: 300, autocomplete: "off" });
    const send = (all) => model.send_msg({ present: { deck: choice.value, title: name.value.trim(), steps: all } });
    form.onsubmit = (event) => {
      event.preventDefault();
      send(false);
    };
    const turn = make("button", { type: "button", textContent: say("Turn my {count} steps into slides", { count: steps }), onclick: () => send(true) });
    turn.hidden = steps < 2;
    form.replaceChildren(
      make("label", {}, say("Deck"), choice),
      make("label", {}, say("Title of the slide"), name),
      make("div", { className: "capture-acts" }, make("button", { type: "submit", className: "main", textContent: say("Capture this view") }), turn),
      done());
  };
  const done = () => {
    const said = make("p", { className: "capture-done" });
    said.setAttribute("role", "status");
    if (!model.captured) return said;
    const { deck, slide, title, count, added } = JSON.parse(model.captured);
    kept = deck;
    const link = make("a", { href: `./present?${new URLSearchParams({ deck, slide })}`, textContent: say("Open the deck") });
    said.append(added > 1 ? say("{count} slides were added to “{title}”.", { count: added, title }) : say("This is slide {number} of “{title}”.", { number: count, title }), " ", link);
    return said;
  };
  const away = (event) => event.composedPath().includes(host) || (host.open = false);
  host.addEventListener("toggle", ask);
  host.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    host.open = false;
    summary.focus();
  });
  document.addEventListener("pointerdown", away);
  const silent = tidemark.on(draw);
  model.on("remove", () => {
    document.removeEventListener("pointerdown", away);
    silent?.();
  });
  for (const name of ["offered", "captured"]) model.on(name, draw);
  // Within the studio or a meeting, the page around says what becomes of the view.
  const fit = () => {
    host.hidden = !model.present || "presented" in document.documentElement.dataset;
  };
  model.on("present", fit);
  fit();
  draw();
  if (model.present && new URLSearchParams(location.search).has("capture")) setTimeout(() => (host.open = true), 400);
  return host;
};
