// What can be read: relations with their columns, what those mean, and how they are filled. A click writes the name.
function relations(desk) {
  const field = node("input", { type: "search", placeholder: tidemark.live("Search names and meanings"), "aria-label": tidemark.live("Search the schema"), autocomplete: "off" });
  const list = node("div", { className: "relations" });
  const count = (value) => value.toLocaleString("en-US");
  const write = (name) => ({
    draggable: true,
    on: {
      click: () => desk.tell({ tell: "insert", text: completion.quoted(name) }),
      dragstart: (event) => event.dataTransfer.setData("text/plain", completion.quoted(name)),
    },
  });
  const brief = (value) => (typeof value === "number" ? value.toLocaleString("en-US", { maximumSignificantDigits: 6 }) : String(value));
  const about = ({ min, max, nulls, distinct, items = [] }, rows) => {
    const share = rows ? nulls / rows : 0;
    const known = min !== null && min !== undefined;
    return node("div", { className: "figures" },
      known && node("span", { className: "range", title: tidemark.live("from {low} to {high}", { low: min, high: max }) }, min === max ? brief(min) : `${brief(min)} … ${brief(max)}`),
      node("span", { className: "nulls", title: tidemark.live("{nulls} of {rows} are NULL", { nulls: count(nulls ?? 0), rows: count(rows ?? 0) }) },
        node("i", { style: `width:${Math.round(100 * (1 - share))}%` })),
      distinct !== null && distinct !== undefined && node("span", { title: tidemark.live("How many different values, about") }, tidemark.live("{count} distinct", { count: count(distinct) })),
      items.map((item) => node("span", { className: "item", title: item.meaning ?? "" }, `PQD ${item.item ?? item}`)));
  };
  const column = (each, rows) =>
    node("div", { className: "column" },
      node("button", { type: "button", className: "name", title: tidemark.live("Write the name"), ...write(each.name) }, each.name),
      node("span", { className: "type", textContent: each.type.toLowerCase() }),
      each.comment && node("p", { textContent: each.comment }),
      about(each, rows));
  const fill = (made, each) => {
    if (made.dataset.filled) return;
    made.dataset.filled = "yes";
    made.append(
      each.comment ? node("p", { className: "about", textContent: each.comment }) : "",
      node("div", { className: "actions" },
        button(tidemark.live("Write name"), tidemark.live("Write the name at the cursor"), () => desk.tell({ tell: "insert", text: completion.quoted(each.name) })),
        button(tidemark.live("Sample rows"), tidemark.live("Show some of its rows"), () => desk.send({ do: "sample", relation: each.name }))),
      ...each.columns.map((one) => column(one, each.rows)));
  };
  const relation = (each, open) => {
    const rows = each.rows === null || each.rows === undefined ? "" : count(each.rows);
    const made = node("details", { className: "relation", "data-name": each.name },
      node("summary", { title: each.comment ?? "" },
        node("span", { className: "name", ...write(each.name), on: { dragstart: write(each.name).on.dragstart } }, each.name),
        each.kind !== "table" && node("span", { className: "kind", textContent: tidemark.live(each.kind) }),
        node("span", { className: "rows", textContent: rows, title: rows && tidemark.live("{rows} rows", { rows }) })));
    made.addEventListener("toggle", () => made.open && fill(made, each));
    if (open) {
      fill(made, each);
      made.open = true;
    }
    return made;
  };
  const met = (each, words) => {
    const met = (text) => words.every((word) => text.toLowerCase().includes(word));
    if (met(`${each.name} ${each.comment ?? ""}`)) return each;
    const columns = each.columns.filter((one) => met(`${each.name} ${one.name} ${one.comment ?? ""} ${(one.items ?? []).map((item) => item.item ?? item).join(" ")}`));
    return columns.length ? { ...each, columns } : null;
  };
  const draw = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = desk.state.schema.relations;
    const found = all.map((each) => met(each, words)).filter(Boolean);
    const open = new Set(Array.from(list.querySelectorAll("details[open]"), ({ dataset }) => dataset.name));
    const nothing = all.length ? tidemark.live("No name and no meaning has these words.") : tidemark.live("The schema is on its way…");
    list.replaceChildren(...(found.length
      ? found.map((each) => relation(each, words.length ? found.length < 4 : open.has(each.name)))
      : [node("p", { className: "none", textContent: nothing })]));
  };
  field.addEventListener("input", draw);
  desk.on("schema", draw);
  desk.on("sample", ({ relation: name, columns, rows }) => sheet(desk, tidemark.live("Rows of {relation}", { relation: name }), columns, rows));
  draw();
  return node("div", { className: "side-part" }, field, list);
}
