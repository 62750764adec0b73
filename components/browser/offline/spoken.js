"use strict";
// The reader's language, as on the pages: every text goes through `say`; whoever shows one listens for another language.
window.tidemark = (() => {
  const texts = {};
  const listeners = new Set();
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
  const tidemark = {
    languages: {},
    language: "en",
    say: (text, values = {}) => filled(texts[tidemark.language]?.[text] ?? text, values),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    learn(language, known) {
      texts[language] = known;
    },
    speak(language) {
      tidemark.language = document.documentElement.lang = language;
      for (const listener of listeners) listener(language);
    },
  };
  return tidemark;
})();
