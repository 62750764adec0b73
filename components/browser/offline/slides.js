"use strict";
// The slides of the deck: words beside live charts, with a history of brushes each.
class Slides {
  constructor(content) {
    this.content = content;
    this.index = 0;
    this.every = false;
    this.charts = Object.fromEntries(Object.entries(content.charts).map(([key, about]) => [key, new Chart(about, (...told) => this.brush(...told))]));
    this.steps = content.slides.map(({ clauses }) => new Steps(clauses));
    this.frame = new Frame(this);
    tidemark.on(() => this.show());
  }

  get slide() {
    return this.content.slides[this.index];
  }

  get own() {
    return this.steps[this.index];
  }

  get words() {
    return this.slide.words[tidemark.language] ?? Object.values(this.slide.words)[0];
  }

  get alone() {
    return Boolean(this.slide.focus) && !this.every;
  }

  go(index) {
    this.index = Math.min(Math.max(index, 0), this.content.slides.length - 1);
    this.every = false;
    history.replaceState(null, "", `#${this.index + 1}`);
    window.scrollTo(0, 0);
    return this.show();
  }

  brush(chart, gesture, final) {
    const clauses = gesture.clauses ?? chart.gestured(gesture);
    if (gesture.kind !== "box") this.own.enter(this.own.toggled(chart.view, clauses));
    else if (final) this.own.enter(this.own.after(chart.view, clauses));
    else this.own.passThrough(this.own.after(chart.view, clauses));
    this.moved();
  }

  undo() {
    this.own.undo();
    this.moved();
  }

  redo() {
    this.own.redo();
    this.moved();
  }

  clear(source) {
    this.own.enter(source ? this.own.after(source, []) : []);
    this.moved();
  }

  async show() {
    const shown = this.alone ? [this.slide.focus] : this.slide.charts;
    const charts = shown.map((key) => this.charts[key]);
    this.frame.slide(charts);
    this.moved();
    for (const chart of charts) {
      await chart.draw();
      if (chart.root) chart.root.height = this.alone ? (innerWidth < 600 ? 300 : 440) : 228;
      chart.show(this.own.now);
    }
  }

  moved() {
    this.frame.strip();
    const shown = this.alone ? [this.slide.focus] : this.slide.charts;
    for (const key of shown) this.charts[key].show(this.own.now);
  }
}
