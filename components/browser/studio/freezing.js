// Over which figures the deck is shown: those of one data version for all slides, or each slide's page at its newest.
function freezing(desk) {
  const { state } = desk;
  const choose = (frozen) => desk.edit({ ...state.deck, frozen });
  const choice = (value, name, about) =>
    node("label", { className: "choice" }, node("input", { type: "radio", name: "frozen", checked: (state.deck.frozen ?? null) === value, on: { change: () => choose(value) } }),
      node("span", {}, node("b", { textContent: name }), node("i", { textContent: about })));
  return dialog(tidemark.say("Figures of the deck"),
    node("div", { className: "choices" },
      choice(null, tidemark.say("Live"), tidemark.say("Each slide shows the newest figures")),
      ...state.versions.map(({ number, when }) => choice(number, tidemark.say("Data version {version}", { version: number }), tidemark.say("as of {when}; every slide shows this one", { when: moment(when) })))));
}
