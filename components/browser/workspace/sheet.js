// Some rows in a window.
function sheet(desk, title, columns, rows) {
  const head = node("tr", {}, ...columns.map(({ name, type }) => node("th", { scope: "col", title: type, textContent: name })));
  const lines = rows.map((row) => node("tr", {}, ...row.map((value, index) => cell.shown(value, cell.format(columns[index], rows.map((each) => each[index])), "td"))));
  const table = node("table", {}, node("thead", {}, head), node("tbody", {}, ...lines));
  desk.show(dialog(title, node("div", { className: "sheet", tabIndex: 0 }, rows.length ? table : node("p", { textContent: tidemark.live("It has no rows.") }))));
}
