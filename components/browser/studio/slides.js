// A deck after one of its slides was changed, moved, copied or taken out; the deck that is given stays as it is.
const slides = {
  fresh: () => `s${crypto.getRandomValues(new Uint32Array(2)).reduce((text, part) => text + part.toString(36), "")}`,
  place: (deck, id) => deck.slides.findIndex((slide) => slide.id === id),
  changed: (deck, id, fields) => ({ ...deck, slides: deck.slides.map((slide) => (slide.id === id ? { ...slide, ...fields } : slide)) }),
  added: (deck, slide, at) => ({ ...deck, slides: deck.slides.toSpliced(at, 0, slide) }),
  without: (deck, id) => ({ ...deck, slides: deck.slides.filter((slide) => slide.id !== id) }),
  moved(deck, id, to) {
    const from = slides.place(deck, id);
    if (from < 0 || to < 0 || to >= deck.slides.length || from === to) return deck;
    return { ...deck, slides: deck.slides.toSpliced(from, 1).toSpliced(to, 0, deck.slides[from]) };
  },
  // Whether two decks, slides or states say the same, whichever version of the data they name.
  same(one, other) {
    const plain = (value) => JSON.stringify({ ...value, version: 0 }, (_, part) =>
      part && typeof part === "object" && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort()) : part);
    return plain(one) === plain(other);
  },
  empty: (state) => ({ id: slides.fresh(), title: "", points: "", notes: "", narrative: "", state, focus: "" }),
};
