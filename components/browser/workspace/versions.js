// The versions of a saved statement, and what differs between two of them.
function versions(desk, { saved: id, versions: all }) {
  const lines = node("pre", { className: "diff", hidden: true, tabIndex: 0 });
  const choice = (name, chosen) =>
    node("input", { type: "radio", name, value: chosen.version, "aria-label": `${name === "first" ? "from" : "to"} version ${chosen.version}` });
  const rows = all.map((each) =>
    node("tr", {}, node("td", {}, choice("first", each)), node("td", {}, choice("second", each)),
      node("td", { textContent: each.version }), node("td", { textContent: each.who ?? "" }),
      node("td", { textContent: each.when ? moment(each.when) : "" }), node("td", { textContent: each.why ?? "" }),
      node("td", {}, button("Load", `Open version ${each.version} in a tab`, () => {
        desk.send({ do: "load", saved: id, version: each.version });
        made.close();
      }))));
  const table = node("table", { className: "versions" },
    node("thead", {}, node("tr", {}, ...["From", "To", "Version", "Who", "When", "Why", ""].map((text) => node("th", { textContent: text })))),
    node("tbody", {}, ...rows));
  const picked = (name) => Number(table.querySelector(`input[name=${name}]:checked`)?.value);
  table.addEventListener("change", () => {
    if (picked("first") && picked("second")) desk.send({ do: "diff", saved: id, first: picked("first"), second: picked("second") });
  });
  desk.compared = ({ lines: told }) => {
    const kind = (line) => ({ "+": "more", "-": "less", "@": "place" })[line[0]] ?? "";
    lines.hidden = false;
    lines.replaceChildren(...(told.length ? told.map((line) => node("span", { className: kind(line), textContent: `${line.replace(/\n$/, "")}\n` })) : ["The two are the same."]));
  };
  const made = dialog("Versions", table, node("p", { className: "none", textContent: "Choose two to see what differs." }), lines);
  return made;
}
