// Saved statements: loaded into a tab, their versions compared, shared with all by those who may.
function saved(desk) {
  const promote = ({ id, name }) =>
    desk.show(form(tidemark.live("Share “{name}” with everybody", { name }), [["why", tidemark.live("Why"), "", "line"]], tidemark.live("Share"), ({ why }) => {
      if (!why) return tidemark.say("Say why: it stays with the version.");
      desk.send({ do: "promote", saved: id, why });
      return null;
    }));
  const about = (each) => [
    each.shared ? tidemark.say("shared") : tidemark.say("yours"),
    each.version && tidemark.say("version {version}", { version: each.version }), each.who, each.when && moment(each.when),
  ].filter(Boolean).join(" · ");
  const entry = (each) =>
    node("div", { className: "entry" },
      node("button", { type: "button", className: "name", title: each.about || each.name, on: { click: () => desk.send({ do: "load", saved: each.id }) } }, each.name),
      each.about && node("p", { textContent: each.about }),
      node("div", { className: "about" },
        node("span", {}, () => about(each)),
        button(tidemark.live("Versions"), tidemark.live("Who changed {name}, when and why", { name: each.name }), () => desk.send({ do: "versions", saved: each.id })),
        desk.may("share") && !each.shared && button(tidemark.live("Share"), tidemark.live("Share it with everybody"), () => promote(each))));
  const found = finder(desk, tidemark.live("Search saved statements"), (words) => desk.send({ do: "saved", words }), "saved", ({ queries }) =>
    queries.length ? queries.map(entry) : [node("p", { className: "none", textContent: tidemark.live("None yet. Save (Ctrl+S) keeps the statement of a tab under a name, with every version.") })]);
  desk.on("versions", (message) => desk.show(versions(desk, message)));
  desk.save = () => {
    const tab = desk.tab();
    if (!tab) return;
    desk.draft.flush();
    desk.show(form(tidemark.live("Save the statement"), [["name", tidemark.live("Name"), tab.title, "line"], ["about", tidemark.live("What it says"), "", "line"], ["why", tidemark.live("What is new"), "", "line"]], tidemark.live("Save"), (given) => {
      if (!given.name) return tidemark.say("Give it a name.");
      desk.send({ do: "save", tab: tab.id, ...given });
      return null;
    }));
  };
  return found;
}
