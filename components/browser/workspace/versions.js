// The versions of a saved statement, and what differs between two of them.
function versions(desk, { saved: id, versions: all }) {
  const HEADS = [tidemark.live("From"), tidemark.live("To"), tidemark.live("Version"), tidemark.live("Who"), tidemark.live("When"), tidemark.live("Why")];
  const lines = node("pre", { className: "diff", hidden: true, tabIndex: 0 });
  const choice = (name, chosen) =>
    node("input", { type: "radio", name, value: chosen.version, "aria-label": name === "first" ? tidemark.live("from version {version}", { version: chosen.version }) : tidemark.live("to version {version}", { version: chosen.version }) });
  const rows = all.map((each) =>
    node("tr", {}, node("td", {}, choice("first", each)), node("td", {}, choice("second", each)),
      node("td", { textContent: each.version }), node("td", { textContent: each.who ?? "" }),
      node("td", { textContent: each.when ? moment(each.when) : "" }), node("td", { textContent: each.why ?? "" }),
      node("td", {}, button(tidemark.live("Load"), tidemark.live("Open version {version} in a tab", { version: each.version }), () => {
        desk.send({ do: "load", saved: id, version: each.version });
        made.close();
      }))));
  const table = node("table", { className: "versions" },
    node("thead", {}, node("tr", {}, ...[...HEADS, ""].map((text) => node("th", { textContent: text })))),
    node("tbody", {}, ...rows));
  const picked = (name) => Number(table.querySelector(`input[name=${name}]:checked`)?.value);
  table.addEventListener("change", () => {
    if (picked("first") && picked("second")) desk.send({ do: "diff", saved: id, first: picked("first"), second: picked("second") });
  });
  desk.compared = ({ lines: told }) => {
    const kind = (line) => ({ "+": "more", "-": "less", "@": "place" })[line[0]] ?? "";
    lines.hidden = false;
    lines.replaceChildren(...(told.length ? told.map((line) => node("span", { className: kind(line), textContent: `${line.replace(/\n$/, "")}\n` })) : [tidemark.say("The two are the same.")]));
  };
  const made = dialog(tidemark.live("Versions"), table, node("p", { className: "none", textContent: tidemark.live("Choose two to see what differs.") }), lines);
  return made;
}
