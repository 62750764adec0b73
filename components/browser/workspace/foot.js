// What a result is: how many rows of how many, how long it took, of which data, its receipt, and the way out of here.
const foot = (() => {
  const FORMATS = { csv: "CSV", xlsx: "XLSX", parquet: "Parquet" };
  const count = (value) => value.toLocaleString("en-US");
  const first = (rows, total) =>
    total === null || total === undefined
      ? tidemark.say("first {rows} rows of more", { rows: count(rows) })
      : tidemark.say("first {rows} of {total} rows", { rows: count(rows), total: count(total) });
  const said = ({ rows, more, total, seconds }) => {
    const shown = more ? first(rows, total) : rows === 1 ? tidemark.say("1 row") : tidemark.say("{rows} rows", { rows: count(rows) });
    return `${shown} · ${seconds < 0.995 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(2)} s`}`;
  };
  const made = (desk, run, filters) => {
    const { done } = run;
    const exported = ([format, name]) =>
      node("a", { href: `./sql/export?run=${encodeURIComponent(run.id)}&format=${format}`, target: "_blank", title: tidemark.live("The whole result as {format}", { format: name }) }, name);
    return [
      node("span", { className: "figures", textContent: () => said(done) }),
      node("span", { className: "passed", role: "status" }),
      done.version !== null && done.version !== undefined && node("span", { textContent: tidemark.live("data version {version}", { version: done.version }) }),
      done.code && node("span", { className: "receipt", title: tidemark.live("By this code the run can be verified later"), textContent: tidemark.live("receipt {code}", { code: done.code }) }),
      node("span", { className: "gap" }),
      button(tidemark.live("Filter"), tidemark.live("Filter the columns: 20, > 20, < 20, = KRX, null"), filters),
      button(tidemark.live("Copy"), tidemark.live("Copy all rows that are shown, with headers"), () => desk.copyAll()),
      ...(desk.may("export") ? Object.entries(FORMATS).map(exported) : []),
    ];
  };
  return { said, made, passed: (rows) => (rows === null ? "" : rows === 1 ? tidemark.say("1 passes the filters") : tidemark.say("{rows} pass the filters", { rows: count(rows) })) };
})();
