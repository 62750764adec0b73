// Saved statements: loaded into a tab, their versions compared, shared with all by those who may.
function saved(desk) {
  const promote = ({ id, name }) =>
    desk.show(form(`Share "${name}" with everybody`, [["why", "Why", "", "line"]], "Share", ({ why }) => {
      if (!why) return "Say why: it stays with the version.";
      desk.send({ do: "promote", saved: id, why });
      return null;
    }));
  const entry = (each) =>
    node("div", { className: "entry" },
      node("button", { type: "button", className: "name", title: each.about || each.name, on: { click: () => desk.send({ do: "load", saved: each.id }) } }, each.name),
      each.about && node("p", { textContent: each.about }),
      node("div", { className: "about" },
        node("span", {}, [each.shared ? "shared" : "yours", each.version && `version ${each.version}`, each.who, each.when && moment(each.when)].filter(Boolean).join(" · ")),
        button("Versions", `Who changed ${each.name}, when and why`, () => desk.send({ do: "versions", saved: each.id })),
        desk.may("share") && !each.shared && button("Share", "Share it with everybody", () => promote(each))));
  const found = finder(desk, "Search saved statements", (words) => desk.send({ do: "saved", words }), "saved", ({ queries }) =>
    queries.length ? queries.map(entry) : [node("p", { className: "none", textContent: "None yet. Save (Ctrl+S) keeps the statement of a tab under a name, with every version." })]);
  desk.on("versions", (message) => desk.show(versions(desk, message)));
  desk.save = () => {
    const tab = desk.tab();
    if (!tab) return;
    desk.draft.flush();
    desk.show(form("Save the statement", [["name", "Name", tab.title, "line"], ["about", "What it says", "", "line"], ["why", "What is new", "", "line"]], "Save", (given) => {
      if (!given.name) return "Give it a name.";
      desk.send({ do: "save", tab: tab.id, ...given });
      return null;
    }));
  };
  return found;
}
