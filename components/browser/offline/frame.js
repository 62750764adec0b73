"use strict";
// What stands around the charts: the deck's title, the list of slides, the words of one, what is brushed, where it is from.
class Frame {
  constructor(slides) {
    this.slides = slides;
    this.part = (name) => document.getElementById(name);
    const act = { undo: () => slides.undo(), redo: () => slides.redo(), clear: () => slides.clear() };
    const turn = { before: () => slides.go(slides.index - 1), next: () => slides.go(slides.index + 1) };
    const more = { theme: () => this.theme(), print: () => printed(slides), every: () => this.every(), contents: () => this.list() };
    for (const [name, does] of Object.entries({ ...act, ...turn, ...more })) this.part(name).addEventListener("click", does);
    addEventListener("keydown", (event) => this.key(event, { ...act, ...turn }));
    addEventListener("hashchange", () => slides.go(Number(location.hash.slice(1)) - 1 || 0));
    this.languages();
  }

  key(event, { undo, redo, clear, before, next }) {
    if (event.target.closest?.("input, select, textarea")) return;
    const typed = event.key.toLowerCase();
    const held = event.ctrlKey || event.metaKey;
    const keys = { arrowleft: before, pageup: before, arrowright: next, pagedown: next, escape: clear };
    const does = held ? { z: event.shiftKey ? redo : undo, y: redo }[typed] : keys[typed];
    if (!does) return;
    event.preventDefault();
    does();
  }

  languages() {
    const { languages } = this.slides.content;
    const box = this.part("language");
    box.hidden = languages.length < 2;
    box.append(...languages.map((each) => node("option", { value: each }, tidemark.languages[each])));
    box.value = tidemark.language;
    box.addEventListener("change", () => tidemark.speak(box.value));
  }

  theme() {
    document.documentElement.dataset.theme = themed() === "dark" ? "light" : "dark";
    for (const { root } of Object.values(this.slides.charts)) if (root) dressed(root);
  }

  every() {
    this.slides.every = !this.slides.every;
    this.slides.show();
  }

  list() {
    document.body.classList.toggle("listing");
  }

  texts() {
    const { content, slides } = { content: this.slides.content, slides: this.slides };
    const texts = {
      undo: tidemark.say("Undo"),
      redo: tidemark.say("Redo"),
      clear: tidemark.say("Clear"),
      theme: tidemark.say("Light or dark"),
      print: tidemark.say("Print"),
      contents: tidemark.say("Slides"),
      every: slides.every ? tidemark.say("This chart alone") : tidemark.say("All charts of the page"),
      place: tidemark.say("{place} of {count}", { place: slides.index + 1, count: content.slides.length }),
      made: tidemark.say("Offline copy made {when} from data version {versions}", { when: content.made, versions: content.versions }),
    };
    for (const [name, text] of Object.entries(texts)) this.part(name).textContent = text;
    this.part("before").setAttribute("aria-label", tidemark.say("Previous slide"));
    this.part("next").setAttribute("aria-label", tidemark.say("Next slide"));
    this.part("language").setAttribute("aria-label", tidemark.say("Language"));
    this.part("deck").textContent = document.title = content.title[tidemark.language] ?? Object.values(content.title)[0];
  }

  slide(charts) {
    const { slides } = this;
    this.texts();
    this.part("list").replaceChildren(...slides.content.slides.map((each, place) => this.entry(each, place)));
    this.part("before").disabled = slides.index === 0;
    this.part("next").disabled = slides.index === slides.content.slides.length - 1;
    this.part("every").hidden = !slides.slide.focus;
    this.part("words").replaceChildren(...wordsOf(slides.words));
    this.part("badge").textContent = slides.words.badge;
    const grid = this.part("charts");
    grid.className = slides.alone ? "alone" : "";
    grid.replaceChildren(...charts.map(({ card }) => card));
  }

  entry({ words }, place) {
    const said = words[tidemark.language] ?? Object.values(words)[0];
    const go = () => {
      document.body.classList.remove("listing");
      this.slides.go(place);
    };
    const current = place === this.slides.index ? { "aria-current": "true" } : {};
    return node("li", {}, node("button", { type: "button", onclick: go, ...current }, said.title || said.page));
  }

  strip() {
    const { own, slide, content, charts } = this.slides;
    this.part("undo").disabled = !own.past.length;
    this.part("redo").disabled = !own.future.length;
    this.part("clear").disabled = !own.now.length;
    const moved = JSON.stringify(own.now) !== JSON.stringify(slide.clauses);
    this.part("stale").textContent = moved ? tidemark.say("The text is of the slide as it was exported, not of this brush.") : "";
    const titles = Object.fromEntries(slide.charts.map((key) => [charts[key].view, charts[key].words.title]));
    const sources = [...new Set(own.now.map(({ source }) => source))];
    this.part("chips").replaceChildren(...sources.map((source) => this.chip(source, titles[source] ?? source, content.names[slide.ground])));
  }

  chip(source, title, names) {
    const said = this.slides.own.now.filter((each) => each.source === source).map((each) => clauseText(each, names[tidemark.language] ?? {}));
    const off = node("button", { type: "button", "aria-label": tidemark.say("Clear"), onclick: () => this.slides.clear(source) }, "×");
    return node("span", { class: "chip" }, `${title}: ${said.join("; ")}`, off);
  }
}

const clauseText = ({ field, kind, value }, names) => {
  const named = value.map((each) => (typeof each === "number" ? each.toLocaleString(tidemark.language) : (names[field]?.[each] ?? each)));
  if (kind === "point") return named.length <= 6 ? named.join(", ") : tidemark.say("{count} of {field}", { count: named.length, field: tidemark.say(field) });
  return named[0] === named[1] ? named[0] : tidemark.say("{first} to {last}", { first: named[0], last: named[1] });
};

const wordsOf = ({ title, narrative, points, notes, page, codes }) => {
  const lines = (text) => (text ?? "").split("\n").filter((line) => line.trim());
  const made = [node("h1", {}, title || page), ...lines(narrative).map((line) => node("p", {}, line))];
  if (lines(points).length) made.push(node("ul", {}, ...lines(points).map((line) => node("li", {}, line))));
  if (lines(notes).length) made.push(node("aside", { class: "notes" }, node("h2", {}, tidemark.say("Speaker notes")), ...lines(notes).map((line) => node("p", {}, line))));
  if (codes) made.push(node("p", { class: "receipt" }, tidemark.say("Receipts of the text: {codes}", { codes })));
  return made;
};
