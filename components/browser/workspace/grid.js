// The rows of a run: only those in sight are drawn; sorted and filtered here, copied raw with tabs between.
function grid(desk) {
  const host = node("div", { className: "grid" });
  const PIECE = 500;
  const SOON = 300;
  let table = null;
  let current = null;
  let making = 0;
  let filling = 0;
  const records = (rows, from) => rows.map((row, index) => Object.assign({ id: from + index }, row));
  const title = (column) => () =>
    node("span", { className: "column-title", title: `${column.name}  ${column.type}` }, column.name);
  const defined = (column, index, rows) => {
    const values = rows.map((row) => row[index]);
    const say = cell.format(column, values);
    const met = new Map();
    const matcher = (wanted) => {
      if (!met.has(wanted)) met.set(wanted, cell.met(column, wanted));
      return met.get(wanted);
    };
    return {
      field: String(index),
      title: String(index),
      titleFormatter: title(column),
      formatter: (each) => cell.shown(each.getValue(), say),
      hozAlign: cell.numeric(column) ? "right" : "left",
      headerHozAlign: cell.numeric(column) ? "right" : "left",
      width: cell.width(column, values, say),
      sorter: cell.order(column),
      headerFilter: "input",
      headerFilterPlaceholder: cell.numeric(column) ? "> 10" : tidemark.say("contains"),
      headerFilterFunc: (wanted, value) => matcher(wanted)(value),
      headerTooltip: false,
    };
  };
  const line = (values) => values.map((value) => (value === null ? "" : /[\t\n"]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value))).join("\t");
  const text = (columns, rows) =>
    [line(columns.map((index) => current.columns[index].name)), ...rows.map((row) => line(columns.map((index) => row[index] ?? null)))].join("\n");
  const marked = () => {
    const [range] = table?.getRanges?.() ?? [];
    if (!range) return null;
    const columns = range.getColumns().map((column) => Number(column.getField()));
    return { columns, rows: range.getRows().map((row) => row.getData()) };
  };
  const taken = (event) => {
    const found = marked();
    if (!found || event.target.closest?.("input")) return;
    const single = found.rows.length === 1 && found.columns.length === 1;
    const value = found.rows[0]?.[found.columns[0]];
    copy(single ? String(value ?? "") : text(found.columns, found.rows));
    desk.say(single ? tidemark.say("Copied the cell.") : tidemark.say("Copied {rows} rows with headers.", { rows: found.rows.length }));
    event.preventDefault();
  };
  host.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c") taken(event);
  }, true);
  const all = () => {
    const rows = table?.getData("active") ?? [];
    copy(text(current.columns.map((_, index) => index), rows));
    desk.say(tidemark.say("Copied {rows} rows with headers.", { rows: rows.length.toLocaleString("en-US") }));
  };
  const options = (run) => ({
    data: records(run.rows, 0),
    columns: run.columns.map((column, index) => defined(column, index, run.rows.slice(0, PIECE))),
    nestedFieldSeparator: false,
    height: "100%",
    layout: "fitData",
    rowHeight: 26,
    renderHorizontal: run.columns.length > 40 ? "virtual" : "basic",
    selectableRange: 1,
    selectableRangeRows: true,
    selectableRangeAutoFocus: false,
    columnDefaults: { headerSortTristate: true, resizable: "header" },
    rowHeader: { formatter: "rownum", width: 52, hozAlign: "right", headerSort: false, cssClass: "number", resizable: false, frozen: true },
    placeholder: node("span", { textContent: tidemark.live("No row passes the filters.") }),
  });
  const drop = () => {
    making += 1;
    clearTimeout(filling);
    filling = 0;
    table?.destroy();
    table = current = null;
    host.replaceChildren();
  };
  const fill = () => {
    filling = 0;
    if (!table || !current) return;
    // addData takes time by the square of the rows.
    if (current.rows.length > table.getDataCount()) table.replaceData(records(current.rows, 0));
  };
  const draw = async (run) => {
    drop();
    current = run;
    const turn = making;
    const Tabulator = await bundle.tabulator();
    if (turn !== making) return;
    const place = node("div");
    host.replaceChildren(node("link", { rel: "stylesheet", href: bundle.address("sheet") }), place);
    const made = new Tabulator(place, options(run));
    made.on("dataFiltered", (filters, rows) => desk.tell({ tell: "passed", rows: filters.length ? rows.length : null }));
    await new Promise((built) => made.on("tableBuilt", built));
    if (turn !== making) return;
    table = made;
    fill();
  };
  desk.copyAll = all;
  return {
    host,
    drop,
    show: (run) => run.columns && current !== run && draw(run),
    append: (run) => {
      if (current === run && table && !filling) filling = setTimeout(fill, SOON);
    },
    redraw: () => table?.redraw(),
    filters(seen) {
      host.classList.toggle("filtering", seen);
      table?.redraw(true);
      if (seen) host.querySelector(".tabulator-header-filter input")?.focus();
    },
  };
}
