"use strict";
// What a chart shows of a brush: the engine's answer where the file has it, its own rows filtered where that is the same.
const NOTHING = { columns: {}, attributes: {} };

// Which answer to begin with, by which clauses to filter its rows, and which fields the file cannot follow.
const followed = (chart, clauses) => {
  const known = clauses.filter(({ field }) => !chart.unknown.includes(field));
  const whole = chart.answers.get(brushKey(known));
  if (whole !== undefined || !known.length) return { answer: whole, finer: [], lost: [] };
  const beyond = known.filter(({ field }) => !chart.exact.includes(field));
  const finer = known.filter(({ field }) => chart.exact.includes(field));
  const [answer, lost] = answered(chart, beyond);
  if (answer === undefined) return { answer, finer, lost };
  const further = finer.filter(({ field }) => chart.joint.includes(field));
  return { answer, finer: further, lost: [...lost, ...finer.filter((each) => !further.includes(each))] };
};

const answered = (chart, beyond) => {
  const all = chart.answers.get(brushKey(beyond));
  if (all !== undefined || !beyond.length) return [all, []];
  const one = beyond.find((each) => chart.answers.has(brushKey([each])));
  return one ? [chart.answers.get(brushKey([one])), beyond.filter((each) => each !== one)] : [undefined, beyond];
};

const rowsOn = (chart, clauses) =>
  Array.from({ length: chart.count }, (_, place) => {
    const row = Object.fromEntries(Object.entries(chart.rows).map(([name, values]) => [name, values[place]]));
    return clauses.every((clause) => holds(clause, row));
  });

// Names beside marks moved up as little as keeps them apart.
const apart = (levels, gap) => {
  const placed = [...levels];
  let floor = -Infinity;
  for (const place of levels.map((_, place) => place).sort((a, b) => levels[a] - levels[b])) {
    placed[place] = Math.max(levels[place], floor);
    floor = placed[place] + gap;
  }
  return placed;
};

const narrowed = (columns, each, { rows, own }, on, onOwn) => {
  const last = (places, lit) => places.findLastIndex((row) => lit[row]);
  const made = { ...columns };
  for (const [name, { none, rows: values }] of Object.entries(each)) {
    const lit = own.includes(name) ? on.map((is, place) => is && onOwn[place]) : on;
    made[name] = columns[name].map((value, mark) => {
      const place = rows[mark].length ? last(rows[mark], lit) : 0;
      return place < 0 ? none[mark] : values && rows[mark].length && on.includes(false) ? values[mark][place] : value;
    });
  }
  return made;
};

// All columns of all sources under a brush, in the language that is spoken.
const columnsOf = (chart, said, answer, finer, own) => {
  const under = answer === undefined ? NOTHING : said.under[answer];
  const [on, onOwn] = [rowsOn(chart, finer), rowsOn(chart, own)];
  const filtered = on.includes(false) || onOwn.includes(false);
  const made = {};
  for (const [source, columns] of Object.entries(said.columns)) {
    const all = { ...columns, ...under.columns[source] };
    const marks = chart.marks_of[source];
    made[source] = filtered && marks ? narrowed(all, said.each[source] ?? {}, marks, on, onOwn) : all;
    if (on.includes(false) && all.level) made[source].level = apart(made[source].y, chart.gap);
  }
  return { columns: made, nothing: chart.count > 0 && !on.includes(true) };
};
