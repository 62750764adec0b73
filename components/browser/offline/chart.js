"use strict";
// A chart in its card: drawn once, however many slides show it.
class Chart {
  constructor(about, told) {
    Object.assign(this, about);
    this.answers = new Map((this.known ?? []).map((clauses, place) => [brushKey(clauses), place]));
    this.told = told;
    this.card = node("section", { class: "card" });
    this.title = node("h2");
    this.line = node("p", { class: "about" });
    this.legend = node("div", { class: "legend" });
    this.note = node("p", { class: "note" });
    this.plot = node("div", { class: "plot" });
    this.receipt = node("p", { class: "receipt" });
    this.card.append(node("header", {}, this.title, this.line, this.legend, this.note), this.plot, this.receipt);
    this.set = {};
    this.ready = null;
  }

  get words() {
    return this.said[tidemark.language] ?? Object.values(this.said)[0];
  }

  draw() {
    this.ready ??= this.figure ? this.drawn() : Promise.resolve();
    return this.ready;
  }

  async drawn() {
    this.document = Bokeh.require("document").Document.from_json({ version: Bokeh.version, title: document.title, roots: [this.figure] });
    [this.root] = this.document.roots();
    dressed(this.root);
    this.root.on_event("selectiongeometry", ({ geometry, final }) => {
      if (geometry.type === "rect") this.told(this, { kind: "box", ...corners(geometry) }, final);
    });
    this.root.on_event("tap", ({ x, y }) => this.told(this, { kind: "tap", x0: x, x1: x, y0: y, y1: y }, true));
    this.views = await Bokeh.embed.add_document_standalone(this.document, this.plot);
  }

  gestured(gesture) {
    return gestureClauses(this, gesture, this.ranked ? [...this.root.y_range.factors] : []);
  }

  show(selection) {
    const { words } = this;
    this.title.textContent = words.title;
    this.card.setAttribute("aria-label", words.title);
    this.line.textContent = words.about ?? "";
    this.note.textContent = words.empty ?? "";
    this.receipt.textContent = "";
    if (!this.root) return;
    const others = merged(selection.filter(({ source }) => source !== this.view));
    const own = selection.filter(({ source }) => source === this.view);
    const { answer, finer, lost } = followed(this, others);
    this.attributes(answer === undefined ? NOTHING.attributes : words.under[answer].attributes);
    const { columns, nothing } = columnsOf(this, words, answer, finer, own);
    for (const [source, values] of Object.entries(columns)) this.move(source, values);
    this.band_of(own);
    this.say(others.filter(({ field }) => this.unknown.includes(field)), lost, nothing);
    this.prove(answer, finer);
    this.legend.replaceChildren(...words.legend.map((each) => this.colour(each)));
  }

  attributes(under) {
    const events = [];
    for (const [model, base] of Object.entries(this.words.attributes)) {
      for (const [attr, value] of Object.entries({ ...base, ...under[model] })) {
        const place = `${model}.${attr}`;
        if (this.set[place] === (this.set[place] = JSON.stringify(value))) continue;
        events.push({ kind: "ModelChanged", model: { id: model }, attr, new: value });
      }
    }
    if (events.length) this.document.apply_json_patch({ events });
    this.gap = (0.075 * this.root.y_range.end) / 1.08;
  }

  move(source, columns) {
    const held = this.document.get_model_by_id(source);
    const changed = Object.entries(columns).filter(([name, values]) => !alike(held.data[name], values));
    if (changed.length) held.data = { ...held.data, ...Object.fromEntries(changed.map(([name, values]) => [name, values.map(figured)])) };
  }

  band_of(own) {
    if (!this.band) return;
    const box = this.root.center.find(({ type }) => type === "BoxAnnotation");
    const clause = own.find(({ field }) => field === this.band.field);
    if (clause) {
      const [low, high] = clause.value.map(moments[this.band.field]);
      box.setv({ left: low - this.band.room, right: high + this.band.room });
    }
    box.visible = Boolean(clause);
  }

  say(unknown, lost, nothing) {
    const fields = (clauses) => [...new Set(clauses.map(({ field }) => tidemark.say(field.replaceAll("_", " "))))].join(", ");
    const parts = [
      unknown.length ? tidemark.say("not filtered by {fields}", { fields: fields(unknown) }) : "",
      lost.length ? tidemark.say("not filtered by {fields} in this file", { fields: fields(lost) }) : "",
      nothing ? tidemark.say("nothing matches what is brushed") : "",
    ];
    this.note.textContent = parts.filter(Boolean).join(" · ");
  }

  prove(answer, finer) {
    const code = this.codes[answer === undefined ? 0 : answer + 1];
    const said = finer.length ? tidemark.say("Receipt {code}, filtered in this file", { code }) : tidemark.say("Receipt {code}", { code });
    this.receipt.textContent = code ? said : "";
  }

  colour({ label, colour, field, value }) {
    const patch = node("i", { class: "swatch" });
    patch.style.background = colour;
    const pick = () => this.told(this, { kind: "pick", clauses: [clauseOf(this, field, [value])] }, true);
    return node("button", { type: "button", onclick: pick }, patch, label);
  }
}

const corners = ({ x0, x1, y0, y1 }) => ({
  x0: Math.min(x0, x1),
  x1: Math.max(x0, x1),
  y0: Math.min(y0, y1),
  y1: Math.max(y0, y1),
});
const moments = {
  quarter: (code) => Number(code.slice(0, 4)) + (Number(code[5]) - 1) / 4,
  date: (day) => Date.parse(day),
};
const figured = (value) => (value === null ? NaN : value);
const alike = (held, values) =>
  held?.length === values.length && values.every((value, place) => Object.is(held[place], figured(value)) || (Array.isArray(value) && String(value) === String(held[place])));
