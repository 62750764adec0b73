// The versions of the deck: who saved them, when and why, what differs, and the way back to one.
function story(desk, { versions: all }) {
  const lines = node("ul", { className: "differences", hidden: true });
  const deck = desk.state.about.id;
  const show = (first, second) => desk.send({ do: "compare", deck, first, second });
  const row = ({ version, who, when, why }, at) =>
    node("tr", {}, node("td", { textContent: version }), node("td", { textContent: who }), node("td", { textContent: moment(when) }), node("td", { textContent: why }),
      node("td", {}, all[at + 1] && button(tidemark.say("What changed"), tidemark.say("What differs from the version before"), () => show(all[at + 1].version, version)),
        at > 0 && desk.state.about.edit && button(tidemark.say("Restore"), tidemark.say("Make version {version} the newest again", { version }), () => {
          desk.send({ do: "restore", deck, version });
          made.close();
        })));
  const names = [tidemark.say("Version"), tidemark.say("Who"), tidemark.say("When"), tidemark.say("Why"), ""];
  desk.compared = ({ lines: told, first, second }) => {
    lines.hidden = false;
    const heading = node("li", { className: "heading", textContent: tidemark.say("From version {first} to version {second}", { first, second }) });
    lines.replaceChildren(heading, ...(told.length ? told : [tidemark.say("The two are the same.")]).map((text) => node("li", { textContent: text })));
  };
  const made = dialog(tidemark.say("Versions of the deck"), lines,
    node("div", { className: "sheet" }, node("table", {}, node("thead", {}, node("tr", {}, ...names.map((text) => node("th", { textContent: text })))), node("tbody", {}, ...all.map(row)))));
  return made;
}
