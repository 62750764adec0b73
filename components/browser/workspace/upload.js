// Own tables: a place to drop files at, what is on its way, and the tables that there are.
function upload(desk) {
  const size = (bytes) => (bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 2 ** 20).toFixed(bytes < 1e8 ? 1 : 0)} MB`);
  const known = { tables: [], used: 0, most: 0, largest: 0 };
  const said = node("p", { className: "wrong", role: "alert", hidden: true });
  const share = node("progress", { max: 1, value: 0, "aria-label": tidemark.live("How much of the file has come") });
  const coming = node("div", { className: "coming", hidden: true });
  const list = node("div", { className: "own-tables" });
  const room = node("p", { className: "about" });
  let going = null;
  let looking = null;
  const complain = (sentence) => {
    said.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1);
    said.hidden = !sentence;
  };
  const over = () => {
    going = null;
    coming.hidden = true;
  };
  const ended = (file) => {
    const { status, responseText } = going;
    over();
    if (status !== 200) return complain(responseText.split("\n")[0].slice(0, 300) || tidemark.say("The file did not come through: try again."));
    const { upload: id, name } = JSON.parse(responseText);
    looking = look(desk, id, name, known.tables);
    return desk.show(looking);
  };
  const send = (file) => {
    complain("");
    if (going) return complain(tidemark.say("One file after the other: another is still on its way."));
    if (known.largest && file.size > known.largest)
      return complain(tidemark.say("{file} has {size}; a file has at most {largest} here. Split it, or write it as Parquet.", { file: file.name, size: size(file.size), largest: size(known.largest) }));
    going = new XMLHttpRequest();
    going.upload.addEventListener("progress", ({ loaded, total }) => { share.value = total ? loaded / total : 0; });
    going.addEventListener("load", () => ended(file));
    going.addEventListener("abort", over);
    going.addEventListener("error", () => {
      over();
      complain(tidemark.say("The connection was lost: bring the file again."));
    });
    going.open("POST", "./sql/upload");
    going.setRequestHeader("X-Tidemark-Name", encodeURIComponent(file.name.slice(-120)));
    going.setRequestHeader("X-Tidemark-Csrf", desk.state.csrf);
    share.value = 0;
    coming.replaceChildren(node("span", {}, file.name), share, button(tidemark.live("Cancel"), tidemark.live("Do without this file"), () => going?.abort()));
    coming.hidden = false;
    return going.send(file);
  };
  const field = node("input", { type: "file", hidden: true, accept: ".csv,.tsv,.txt,.xlsx,.parquet", on: { change: () => {
    if (field.files[0]) send(field.files[0]);
    field.value = "";
  } } });
  const drop = node("div", { className: "drop", on: {
    dragover: (event) => {
      event.preventDefault();
      drop.classList.add("over");
    },
    dragleave: () => drop.classList.remove("over"),
    drop: (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      const files = event.dataTransfer.files;
      if (files.length > 1) complain(tidemark.say("One file after the other, please."));
      else if (files.length) send(files[0]);
    },
  } }, tidemark.live("Drop a CSV, XLSX or Parquet file here, or"), " ", button(tidemark.live("choose one"), tidemark.live("Choose a file from this machine"), () => field.click()), field);
  const forget = (name) => desk.show(form(tidemark.live("Delete {name}?", { name }), [], tidemark.live("Delete"), () => {
    desk.send({ do: "forget", table: name });
    return null;
  }));
  const entry = (table) => node("div", { className: "entry" },
    node("button", { type: "button", className: "name code", title: tidemark.live("From {source}: write the name", { source: table.source }), on: { click: () => desk.tell({ tell: "insert", text: completion.quoted(table.name) }) } }, table.name),
    node("div", { className: "about" },
      node("span", {}, () => `${tidemark.say("{rows} rows, {columns} columns", { rows: table.rows.toLocaleString("en-US"), columns: table.columns.length })} · ${size(table.bytes)}`),
      button(tidemark.live("Delete"), tidemark.live("Delete the table {name}", { name: table.name }), () => forget(table.name))));
  for (const tell of ["looked", "taken"]) desk.on(tell, (message) => looking?.heard[tell](message));
  desk.on("tables", ({ tell, ...told }) => {
    const changed = JSON.stringify(told.tables) !== JSON.stringify(known.tables);
    Object.assign(known, told);
    list.replaceChildren(...known.tables.map(entry));
    room.textContent = known.tables.length ? tidemark.say("{used} of {most} used", { used: size(known.used), most: size(known.most) }) : tidemark.say("Only you see them. They join with every relation above.");
    if (changed) desk.send({ do: "schema" });
  });
  setTimeout(() => desk.send({ do: "tables" }));
  return node("section", { className: "own", "aria-label": tidemark.live("Your tables") }, node("h3", { textContent: tidemark.live("Your tables") }), drop, coming, said, list, room);
}
