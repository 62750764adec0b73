// What Panel ships, loaded from this server when it is first needed. ADDRESSES comes with the page.
const bundle = (() => {
  const THEMES = { light: "ace/theme/github_light_default", dark: "ace/theme/github_dark" };
  const loading = {};
  const address = (name) => new URL(ADDRESSES[name], document.baseURI).href;
  const script = (url) =>
    (loading[url] ??= new Promise((loaded, failed) => {
      const tag = node("script", { src: url, on: {
        load: loaded,
        error: () => {
          delete loading[url];
          tag.remove();
          failed(new Error(tidemark.say("a part of the page did not load: reload it")));
        },
      } });
      document.head.append(tag);
    }));
  return {
    address,
    themes: THEMES,
    async ace() {
      const base = address("ace");
      if (!window.ace?.edit) await script(`${base}/ace.js`);
      const { ace } = window;
      for (const path of ["basePath", "modePath", "themePath", "workerPath"]) ace.config.set(path, base);
      if (!ace.require("ace/ext/language_tools")) await script(`${base}/ext-language_tools.js`);
      const parts = ["ace/mode/sql", ...Object.values(THEMES)];
      await Promise.all(parts.map((part) => new Promise((loaded) => ace.config.loadModule(part, loaded))));
      return ace;
    },
    async tabulator() {
      if (!window.Tabulator) await script(address("tabulator"));
      return window.Tabulator;
    },
  };
})();
