// With whom the deck is shared: roles, whose members may open and export it. Speaker notes stay with those who present.
function sharing(desk) {
  const { state } = desk;
  const box = (role) =>
    node("label", { className: "choice" }, node("input", { type: "checkbox", value: role, checked: state.deck.roles.includes(role), on: { change: () => {
      const roles = [...made.querySelectorAll("input:checked")].map(({ value }) => value);
      desk.edit({ ...state.deck, roles });
    } } }), role);
  const made = dialog(tidemark.say("Share the deck"),
    node("p", { className: "none", textContent: tidemark.say("Members of these roles may open and export the deck. Only you change it, and only those who present see the speaker notes.") }),
    node("div", { className: "choices" }, ...state.roles.map(box)));
  return made;
}
