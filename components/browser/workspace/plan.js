// A plan as a tree: what each step does, of what, how many rows, and its share of the time.
const plan = (() => {
  const QUIET = /^(__|Estimated Cardinality|Total|Text$)/;
  const title = (name) => name.trim().toLowerCase().replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
  const figure = (value) => Number(value).toLocaleString("en-US", { maximumFractionDigits: 0 });
  const root = (tree) => {
    const parsed = typeof tree === "string" ? JSON.parse(tree) : tree;
    const first = Array.isArray(parsed) ? parsed[0] : parsed;
    return first?.operator_name === undefined && first?.name === undefined ? first?.children ?? [] : [first];
  };
  const packing = ({ extra_info: info = {} }) => /__internal_(de)?compress/.test(said(info.Projections ?? ""));
  const passed = (step) => /EXPLAIN_ANALYZE|^QUERY$/.test(step.operator_name ?? step.name ?? "") || packing(step);
  const skip = (step) => (passed(step) ? (step.children ?? []).flatMap(skip) : [step]);
  const seconds = (step) => (step.operator_timing ?? 0) + (step.children ?? []).reduce((sum, child) => sum + seconds(child), 0);
  const said = (value) => (Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value));
  const details = (info = {}) =>
    Object.entries(info).filter(([name, value]) => !QUIET.test(name) && said(value)).map(([name, value]) =>
      node("div", { className: "detail" }, node("b", { textContent: `${name} ` }), said(value).replace(/^\w+\.main\.(?=\w+$)/, "")));
  const rows = (step) => {
    const expected = step.extra_info?.["Estimated Cardinality"];
    const found = step.operator_cardinality;
    return [
      found !== undefined && node("span", { className: "rows" }, tidemark.live("{rows} rows", { rows: figure(found) })),
      expected !== undefined && node("span", { className: "rows expected" }, tidemark.live("about {rows} expected", { rows: figure(expected) })),
    ];
  };
  const step = (each, whole) => {
    const share = whole ? (each.operator_timing ?? 0) / whole : 0;
    return node("li", {},
      node("div", { className: "step" },
        node("span", { className: "operator", textContent: title(each.operator_name ?? each.name ?? "") }), ...rows(each),
        whole > 0 && node("span", { className: "share", title: `${((each.operator_timing ?? 0) * 1000).toFixed(2)} ms` },
          node("i", { style: `width:${(100 * share).toFixed(1)}%` }), node("span", { textContent: `${Math.round(100 * share)} %` })),
        ...details(each.extra_info)),
      (each.children ?? []).length > 0 && node("ul", {}, ...each.children.flatMap(skip).map((child) => step(child, whole))));
  };
  return (tree) => {
    const steps = root(tree).flatMap(skip);
    const whole = steps.reduce((sum, each) => sum + seconds(each), 0);
    return node("ul", { className: "plan" }, ...steps.map((each) => step(each, whole)));
  };
})();
