// The reader's runs: searched, opened in a new tab, shared by link.
function past(desk) {
  const first = (text) => text.trim().split("\n").find((line) => !line.startsWith("--")) ?? text.trim();
  const link = (id) => new URL(`./sql?run=${encodeURIComponent(id)}`, document.baseURI).href;
  const one = ({ id, text, began, seconds, rows, outcome: came, message }) =>
    node("div", { className: `entry ${came}` },
      node("button", { type: "button", className: "name code", title: text.slice(0, 600), on: { click: () => desk.send({ do: "open", run: id }) } }, first(text).slice(0, 120)),
      node("div", { className: "about" },
        node("span", {}, moment(began)),
        node("span", { title: message ?? "" }, rows !== null && rows !== undefined && !message ? foot.said({ rows, seconds: seconds ?? 0 }) : tidemark.live(came)),
        button(tidemark.live("Link"), tidemark.live("Copy the link to this run"), () => desk.say(copy(link(id)) ? tidemark.say("The link is on the clipboard.") : link(id)))));
  const found = finder(desk, tidemark.live("Search what you ran"), (words) => desk.send({ do: "history", words }), "history", ({ runs: all }) =>
    all.length ? all.map(one) : [node("p", { className: "none", textContent: tidemark.live("Nothing here yet. Every statement that you run is kept here.") })]);
  desk.on("turn", ({ run }) => ["done", "fault"].includes(run.phase) && found.host.offsetParent && found.search());
  return found;
}
