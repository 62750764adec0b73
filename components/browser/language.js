// The reader's language. Every text that a script shows goes through `say`; whoever shows one listens for another language.
window.tidemark = (() => {
  const { cookie, languages } = JSON.parse(document.currentScript.dataset.languages);
  const listeners = new Set();
  const texts = { en: {} };
  const others = new BroadcastChannel(cookie);
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
  const tidemark = {
    languages: Object.fromEntries(Object.entries(languages).map(([language, { name }]) => [language, name])),
    language: document.documentElement.lang,
    say: (text, values = {}) => filled(texts[tidemark.language]?.[text] ?? text, values),
    // A text that follows the language: node() of the workspace takes it for a child or an attribute.
    live: (text, values = {}) => () => tidemark.say(text, values),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    learn(language, known) {
      texts[language] = known;
    },
    async speak(language) {
      if (language === tidemark.language || !languages[language]) return;
      await turned(language);
      document.cookie = `${cookie}=${language}; path=/; max-age=31536000; SameSite=Lax`;
      others.postMessage(language);
    },
  };
  const load = (language) =>
    new Promise((loaded, failed) => {
      const script = document.createElement("script");
      script.src = languages[language].address;
      script.addEventListener("load", loaded);
      script.addEventListener("error", () => failed(new Error("the texts of the language did not load: try again")));
      document.head.append(script);
    });
  const turned = async (language) => {
    if (!texts[language]) await load(language);
    tidemark.language = document.documentElement.lang = language;
    for (const listener of [...listeners]) {
      try {
        listener(language);
      } catch (error) {
        reportError(error);
      }
    }
  };
  others.addEventListener("message", ({ data }) => languages[data] && data !== tidemark.language && turned(data));
  return tidemark;
})();
