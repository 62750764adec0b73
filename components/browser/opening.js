// The skeleton in the reader's theme, until the page stands; the theme that the reader chose is kept for the next time.
(() => {
  const KEPT = "tidemark: theme";
  const skeleton = document.getElementById("skeleton");
  const wanted = localStorage.getItem(KEPT) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  // Pages without scripts, such as that of the account, read it from a cookie.
  const scheme = (name) => {
    document.documentElement.style.colorScheme = name;
    if (localStorage.getItem(KEPT)) document.cookie = `tidemark-theme=${name}; path=/; max-age=31536000; SameSite=Lax`;
  };
  skeleton.className = wanted;
  scheme(wanted);
  const dress = (page) => {
    page.dark_theme = wanted === "dark";
    page.on_change(page.properties.dark_theme, () => {
      const name = page.dark_theme ? "dark" : "light";
      localStorage.setItem(KEPT, name);
      scheme(name);
    });
  };
  let dressed = false;
  const look = () => {
    const opened = window.Bokeh?.documents?.[0];
    const page = opened?.roots().find((root) => root.data && "dark_theme" in root.data)?.data;
    if (page && !dressed) {
      dress(page);
      dressed = true;
    } else if (dressed && opened.is_idle) {
      skeleton.remove();
      return;
    }
    requestAnimationFrame(look);
  };
  look();
})();
