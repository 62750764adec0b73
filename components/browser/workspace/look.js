// A file that was brought: what it leaves open is asked, a sample shows what comes of it, then it becomes a table.
function look(desk, upload, file, tables) {
  const chosen = {};
  let waits = false;
  let again = false;
  let found = { questions: [], columns: [], stop: "" };
  let done = false;
  const name = node("input", { autocomplete: "off", spellcheck: false });
  const asked = node("div", { className: "asked" });
  const told = node("ul", { className: "problems" });
  const stop = node("p", { className: "wrong", role: "alert" });
  const rows = node("p", { className: "about", role: "status" });
  const sample = node("div", { className: "sheet" });
  const take = node("button", { type: "submit", className: "main", textContent: tidemark.live("Make table"), disabled: true });
  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const busy = (on, what = "") => {
    waits = on;
    take.disabled = on || !found.columns.length || !!found.stop;
    if (what) rows.textContent = what;
  };
  const ask = () => {
    if (waits) {
      again = true;
      return;
    }
    busy(true, tidemark.say("Reading the file…"));
    desk.send({ do: "look", upload, options: chosen });
  };
  const question = ({ name: key, label, choices, value }) => {
    const field = node("select", { name: key, on: { change: () => {
      chosen[key] = field.value;
      ask();
    } } }, ...choices.map((each) => node("option", { value: each.value, textContent: each.label })));
    field.value = value;
    return node("label", {}, node("span", { textContent: label }), field);
  };
  const cell = (value) => node("td", { className: typeof value === "number" ? "number" : "", textContent: value === null ? "·" : String(value) });
  const drawn = () => node("table", {},
    node("thead", {}, node("tr", {}, ...found.columns.map((each) => node("th", {}, each.name, node("small", { textContent: each.type.toLowerCase() }))))),
    node("tbody", {}, ...found.sample.map((row) => node("tr", {}, ...row.map(cell)))));
  const listen = (message) => {
    if (message.upload !== upload || done) return;
    found = message;
    busy(false);
    if (again) {
      again = false;
      ask();
      return;
    }
    const focused = asked.getRootNode().activeElement?.name;
    asked.replaceChildren(...message.questions.map(question));
    if (focused) asked.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
    told.replaceChildren(...message.problems.map((each) => node("li", { textContent: sentence(each) })));
    stop.textContent = sentence(message.stop);
    rows.textContent = message.columns.length ? tidemark.say("{rows} rows, {columns} columns", { rows: message.rows.toLocaleString("en-US"), columns: message.columns.length }) : "";
    sample.replaceChildren(...(message.columns.length ? [drawn()] : []));
    if (!name.value && message.name) name.value = message.name;
    replaces();
  };
  const replaces = () => {
    const there = tables.some((table) => table.name === name.value.trim().toLowerCase());
    take.textContent = there ? tidemark.say("Replace table") : tidemark.say("Make table");
  };
  name.addEventListener("input", replaces);
  const form = node("form", { method: "dialog", className: "looked", on: { submit: (event) => {
    event.preventDefault();
    busy(true, tidemark.say("Making the table…"));
    desk.send({ do: "take", upload, name: name.value, options: chosen });
  } } }, asked, stop, told, rows, sample,
    node("label", {}, node("span", { textContent: tidemark.live("Name of the table") }), name),
    node("div", { className: "actions" }, button(tidemark.live("Cancel"), tidemark.live("Do without this file"), () => whole.close()), take));
  const whole = dialog(file, form);
  whole.addEventListener("close", () => {
    if (!done) desk.send({ do: "drop_upload", upload });
    done = true;
  });
  whole.heard = { looked: listen, taken: (message) => {
    if (message.upload !== upload || done) return;
    busy(false, " ");
    stop.textContent = sentence(message.stop);
    if (!message.table) return;
    done = true;
    whole.close();
    desk.say(tidemark.say("{table} is there: SELECT * FROM {name}", { table: message.table, name: completion.quoted(message.table) }));
  } };
  ask();
  return whole;
}
