// The narrative as readers will see it, with its figures, and what is wrong with it; beside it the figures there are.
function narrative(desk, field) {
  const REST = 450;
  const { state } = desk;
  const text = node("p", { className: "told", "aria-live": "polite" });
  const problems = node("ul", { className: "problems" });
  const insert = button(tidemark.say("Insert a figure"), tidemark.say("Choose a figure of a query; it is computed for every state"), () => desk.figures(field), { className: "insert" });
  let waiting = 0;
  let asked = "";
  const ask = () => {
    const slide = desk.slide();
    insert.hidden = !state.about?.edit;
    if (!slide) return clearTimeout(waiting);
    const language = desk.language() || tidemark.language;
    const about = { ...slide, notes: "", points: "" };
    const wanted = JSON.stringify([about.narrative, about.state, language, state.deck.frozen]);
    if (wanted === asked) return undefined;
    clearTimeout(waiting);
    asked = wanted;
    if (!texts.read(slide.narrative, language)) return show("", []);
    waiting = setTimeout(() => desk.send({ do: "narrate", slide: about, frozen: state.deck.frozen, spoken: language }), REST);
  };
  const show = (said, wrong) => {
    text.textContent = said;
    problems.replaceChildren(...wrong.map((each) => node("li", { textContent: each })));
  };
  desk.on("told", ({ slide, text: said, problems: wrong }) => slide === state.chosen && show(said, wrong));
  for (const tell of ["deck", "edited", "chosen", "language"]) desk.on(tell, ask);
  return node("div", { className: "telling" }, text, problems, insert);
}
