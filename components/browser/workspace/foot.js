// What a result is: how many rows of how many, how long it took, of which data, its receipt, and the way out of here.
const foot = (() => {
  const FORMATS = { csv: "CSV", xlsx: "XLSX", parquet: "Parquet" };
  const count = (value) => value.toLocaleString("en-US");
  const said = ({ rows, more, total, seconds }) => {
    const shown = more ? `first ${count(rows)} of ${total === null || total === undefined ? "more" : count(total)} rows` : `${count(rows)} ${rows === 1 ? "row" : "rows"}`;
    return `${shown} · ${seconds < 0.995 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(2)} s`}`;
  };
  const made = (desk, run, filters) => {
    const { done } = run;
    const exported = ([format, name]) =>
      node("a", { href: `./sql/export?run=${encodeURIComponent(run.id)}&format=${format}`, target: "_blank", title: `The whole result as ${name}` }, name);
    return [
      node("span", { className: "figures", textContent: said(done) }),
      node("span", { className: "passed", role: "status" }),
      done.version !== null && done.version !== undefined && node("span", { textContent: `data version ${done.version}` }),
      done.code && node("span", { className: "receipt", title: "By this code the run can be verified later", textContent: `receipt ${done.code}` }),
      node("span", { className: "gap" }),
      button("Filter", "Filter the columns: 20, > 20, < 20, = KRX, null", filters),
      button("Copy", "Copy all rows that are shown, with headers", () => desk.copyAll()),
      ...(desk.may("export") ? Object.entries(FORMATS).map(exported) : []),
    ];
  };
  return { said, made, passed: (rows) => (rows === null ? "" : `${count(rows)} ${rows === 1 ? "passes" : "pass"} the filters`) };
})();
