// What a browser tells while a box is dragged: its ends about thirty times a second, the last of them always.
// Bokeh tells of every movement of the pointer, a slow browser paints fewer of them. A drag that Escape has ended tells that it met nothing, and no more.
window.Paced = class {
  static PAUSE = 33;

  constructor(send) {
    this.send = send;
    this.frames = [];
    this.sent = -Infinity;
    this.ended = false;
    addEventListener("pointerdown", () => this.begin(), true);
    addEventListener("keydown", (event) => event.key === "Escape" && this.dragged && this.escape(event), true);
  }

  begin() {
    this.dragged = undefined;
    this.ended = false;
  }

  // A message is a header, metadata and content, and two frames more for each buffer.
  take(frame) {
    if (!this.frames.length) this.whole = 3 + 2 * (JSON.parse(frame).num_buffers ?? 0);
    this.frames.push(frame);
    if (this.frames.length < this.whole) return;
    const message = this.frames;
    this.frames = [];
    this.tell(message);
  }

  tell(message) {
    const final = this.final(message[2]);
    if (final === undefined) {
      this.flush();
      this.send(message);
    } else if (this.ended) return;
    else if (final) {
      this.drop();
      this.send(message);
    } else {
      this.dragged = this.held = message;
      const paint = () => requestAnimationFrame(() => this.flush());
      this.timer ??= setTimeout(paint, this.sent + Paced.PAUSE - performance.now());
    }
  }

  // Whether the content tells the end of a box, or a box on the way; undefined if it tells anything else.
  final(content) {
    if (typeof content !== "string" || !content.includes('"selectiongeometry"')) return undefined;
    const events = JSON.parse(content).events ?? [];
    if (events.length !== 1 || events[0].msg_data?.name !== "selectiongeometry") return undefined;
    return Paced.entry(events[0], "final")[1] === true;
  }

  static entry(event, name) {
    return event.msg_data.values.entries.find(([key]) => key === name) ?? [];
  }

  flush() {
    const held = this.held;
    this.held = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!held) return;
    this.sent = performance.now();
    this.send(held);
  }

  drop() {
    this.held = this.dragged = undefined;
    this.flush();
  }

  escape(event) {
    event.stopImmediatePropagation();
    const [header, metadata, content] = this.dragged;
    const said = JSON.parse(content);
    const nowhere = { type: "number", value: "nan" };
    const ends = Paced.entry(said.events[0], "geometry")[1].entries;
    for (const end of ends) if (["x0", "x1", "y0", "y1"].includes(end[0])) end[1] = nowhere;
    Paced.entry(said.events[0], "final")[1] = true;
    this.drop();
    this.ended = true;
    this.send([header, metadata, JSON.stringify(said)]);
  }
};
