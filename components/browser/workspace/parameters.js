// One field for each $name of the statement; what is filled in stays with the tab.
function parameters(desk) {
  const strip = node("div", { className: "parameters", role: "group", "aria-label": tidemark.live("Values of the statement"), hidden: true });
  const names = new Map();
  let lacking = "";
  const NUMBER = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL)/;
  const read = (type, text) => {
    if (text === "") return NUMBER.test(type) || /^(DATE|TIME)/.test(type) ? null : "";
    return NUMBER.test(type) && Number.isFinite(Number(text)) ? Number(text) : text;
  };
  const set = (name, value) => {
    const tab = desk.tab();
    tab.values = { ...tab.values, [name]: value };
    desk.draft.later(tab.id);
  };
  const select = (name, options, value) => {
    const field = node("select", { on: { change: () => set(name, options[field.selectedIndex]) } });
    field.append(...options.map((each) => node("option", { textContent: each === null ? "NULL" : String(each) })));
    field.selectedIndex = Math.max(0, options.indexOf(value));
    return field;
  };
  const typed = ({ name, type }, value) => {
    const field = node("input", {
      type: type === "DATE" ? "date" : "text", value: value ?? "", spellcheck: false, autocomplete: "off",
      inputMode: NUMBER.test(type) ? "decimal" : "text", placeholder: NUMBER.test(type) ? tidemark.live("number") : tidemark.live("text"),
      on: { input: () => set(name, read(type, field.value)) },
    });
    return field;
  };
  const field = (entry) => {
    const { name, type, choices } = entry;
    const options = choices?.length ? choices : type === "BOOLEAN" ? [true, false] : null;
    const kept = desk.tab().values?.[name];
    const value = (options && kept === "" ? null : kept) ?? entry.value ?? options?.[0];
    if (value !== undefined && value !== kept) desk.tab().values = { ...desk.tab().values, [name]: value };
    const made = options ? select(name, options.includes(value) ? options : [value, ...options], value) : typed(entry, value);
    made.addEventListener("keydown", (event) => event.key === "Enter" && made.tagName === "INPUT" && desk.run());
    return node("label", { title: type || tidemark.live("of any type"), "data-name": name }, node("span", { textContent: `$${name}` }), made);
  };
  const draw = () => {
    const wanted = names.get(desk.state.active) ?? [];
    const drawn = JSON.stringify([desk.state.active, wanted.map(({ name, type, choices }) => [name, type, choices])]);
    strip.hidden = !wanted.length;
    if (strip.dataset.drawn === drawn) return;
    strip.dataset.drawn = drawn;
    strip.replaceChildren(...wanted.map(field));
    point();
  };
  const point = () => {
    const found = [...strip.children].find((label) => label.dataset.name === lacking)?.querySelector("input, select");
    if (!found) return;
    lacking = "";
    found.setAttribute("aria-invalid", "true");
    found.focus();
  };
  const told = ({ tab, names: found }) => {
    const before = names.get(tab) ?? [];
    names.set(tab, found.map((each) => (each.type || each.choices.length ? each : before.find(({ name }) => name === each.name) ?? each)));
    draw();
  };
  desk.on("checked", told);
  desk.on("fault", (message) => message.names && told(message));
  desk.on("broken", ({ tab, run, fault }) => {
    if (!run || tab !== desk.state.active) return;
    lacking = fault.message.match(/^(?:No value is given for )?\$(\w+)/)?.[1] ?? "";
    point();
  });
  desk.on("typed", () => {
    lacking = "";
  });
  desk.on("began", () => strip.querySelectorAll("[aria-invalid]").forEach((each) => each.removeAttribute("aria-invalid")));
  desk.on("shown", draw);
  return strip;
}
