"use strict";
// What is brushed, as clauses, and what a gesture on a chart makes of the marks that it meets.
const among = (value, [low, high]) => low <= value && value <= high;

const holds = ({ field, kind, value }, row) => {
  const own = row[field];
  if (own === null || own === undefined) return true;
  return kind === "point" ? value.includes(own) : among(own, value);
};

const inOrder = (values) => [...values].sort((a, b) => (String(a) < String(b) ? -1 : 1));

// The same text for the same brush, whoever made it and in whatever order.
const brushKey = (clauses) =>
  JSON.stringify(inOrder(clauses.map(({ field, kind, value }) => JSON.stringify([field, kind, kind === "point" ? inOrder(value) : value]))));

const both = (one, other) => {
  if (one.kind !== other.kind) return null;
  if (one.kind === "point") return { ...one, value: one.value.filter((each) => other.value.includes(each)) };
  const low = one.value[0] > other.value[0] ? one.value[0] : other.value[0];
  return { ...one, value: [low, one.value[1] < other.value[1] ? one.value[1] : other.value[1]] };
};

// Clauses of several charts on one field are one: what satisfies all of them.
const merged = (clauses) => {
  const made = [];
  for (const clause of clauses) {
    const place = made.findIndex(({ field, kind }) => field === clause.field && kind === clause.kind);
    if (place < 0) made.push(clause);
    else made[place] = both(made[place], clause);
  }
  return made;
};

// A gesture meets a category where it enters its place, and a span where it touches it.
const touches = (span, low, high, stepped) => span === null || (low <= high && span[0] <= high && (stepped ? low < span[1] : low <= span[1]));

const clauseOf = (chart, field, values) => {
  if (!chart.intervals.includes(field)) return { source: chart.view, field, kind: "point", value: [...new Set(values)] };
  const order = typeof values[0] === "number" ? [...values].sort((a, b) => a - b) : [...values].sort();
  return { source: chart.view, field, kind: "interval", value: [order[0], order.at(-1)] };
};

const laddered = (chart, { x0, x1, y0, y1 }) => {
  const made = {};
  for (const [[field, { first, ends }], low, high] of [x0, y0].map((low, axis) => [Object.entries(chart.ladder)[axis], low, axis ? y1 : x1])) {
    const last = first + ends.length - 1;
    if (!(low <= high) || low >= last + 1 || high < first) return [];
    const [from, to] = [Math.max(Math.floor(low), first), Math.min(Math.floor(high), last)];
    made[field] = { source: chart.view, field, kind: "interval", value: [ends[from - first][0], ends[to - first][1]] };
  }
  return chart.brush.flatMap((field) => made[field] ?? []);
};

const gestureClauses = (chart, gesture, factors) => {
  const { kind, x0, x1, y0, y1 } = gesture;
  if (chart.ladder) return laddered(chart, gesture);
  if (chart.ranked) {
    const met = factors.filter((_, place) => touches([place, place + 1], y0, y1, true));
    return met.length ? [clauseOf(chart, chart.ranked, met.reverse())] : [];
  }
  if (kind === "tap" && !chart.taps) return [];
  const [across, upwards] = chart.steps;
  const met = chart.marks.filter(([x, y]) => touches(x, x0, x1, across) && touches(y, y0, y1, upwards));
  if (!met.length) return [];
  return chart.brush.map((field, place) => clauseOf(chart, field, met.map(([, , values]) => values[place])));
};
