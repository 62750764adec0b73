// A text is plain, or one for each language; "" stands for whichever. The editor has a tab for each language.
const texts = {
  KINDS: ["title", "points", "narrative", "notes"],
  read(text, language) {
    if (typeof text !== "object" || !text) return text ?? "";
    return text[language] ?? text[""] ?? text.en ?? Object.values(text)[0] ?? "";
  },
  // What stands in a language; "" is the tab of a deck in one language. A bare text among several is in the reader's own.
  own(text, language) {
    const known = texts.known(text);
    return known[language] ?? (language === tidemark.language ? known[""] : undefined) ?? "";
  },
  write(text, language, value) {
    const known = texts.known(text);
    const bare = language === tidemark.language && !(language in known) && "" in known;
    known[bare ? "" : language] = value;
    const entries = Object.entries(known).filter(([, said]) => said);
    return entries.every(([name]) => !name) ? (entries[0]?.[1] ?? "") : Object.fromEntries(entries);
  },
  known: (text) => (typeof text === "object" && text ? { ...text } : text ? { "": text } : {}),
  // A deck in one language as the beginning of one in several: its texts are in the reader's.
  split(deck) {
    const named = (text) => (texts.known(text)[""] ? { ...texts.known(text), "": undefined, [tidemark.language]: texts.known(text)[""] } : text);
    const plain = (text) => JSON.parse(JSON.stringify(named(text)));
    const words = (slide) => Object.fromEntries(texts.KINDS.map((kind) => [kind, plain(slide[kind])]));
    return { ...deck, title: plain(deck.title), slides: deck.slides.map((slide) => ({ ...slide, ...words(slide) })) };
  },
  // Whether a deck is written in more than one language.
  several(deck) {
    const both = (text) => typeof text === "object" && text && Object.keys(text).some((name) => name);
    return both(deck.title) || deck.slides.some((slide) => texts.KINDS.some((kind) => both(slide[kind])));
  },
};
