"use strict";
// What has been brushed on a slide, step by step: one step undoes a whole gesture.
class Steps {
  constructor(now) {
    this.now = now;
    this.past = [];
    this.future = [];
    this.begun = null;
  }

  enter(clauses) {
    const before = this.begun ?? this.now;
    this.begun = null;
    if (JSON.stringify(clauses) !== JSON.stringify(before)) {
      this.past.push(before);
      this.future = [];
    }
    this.now = clauses;
  }

  passThrough(clauses) {
    this.begun ??= this.now;
    this.now = clauses;
  }

  undo() {
    this.enter(this.now);
    if (!this.past.length) return;
    this.future.push(this.now);
    this.now = this.past.pop();
  }

  redo() {
    this.enter(this.now);
    if (!this.future.length) return;
    this.past.push(this.now);
    this.now = this.future.pop();
  }

  after(source, clauses) {
    return [...this.now.filter((each) => each.source !== source), ...clauses];
  }

  toggled(source, clauses) {
    const own = this.now.filter((each) => each.source === source);
    return this.after(source, JSON.stringify(own) === JSON.stringify(clauses) ? [] : clauses);
  }
}
