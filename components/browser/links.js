// The way to the other pages and to the audit, on a narrow screen behind the name of this one; at the end the other
// languages, and who is signed in, as the way to the account. Tells {language: its name in two letters}.
export function render({ model, el }) {
  const bar = document.createElement("div");
  bar.className = "head";
  const here = Object.assign(document.createElement("button"), { type: "button", className: "here" });
  here.setAttribute("aria-haspopup", "true");
  const unfold = (open) => {
    bar.classList.toggle("open", open);
    here.setAttribute("aria-expanded", String(open));
  };
  here.addEventListener("click", () => unfold(!bar.classList.contains("open")));
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !bar.classList.contains("open")) return;
    unfold(false);
    here.focus();
  });
  document.addEventListener("pointerdown", (event) => event.composedPath().includes(bar) || unfold(false));
  unfold(false);
  const nav = document.createElement("nav");
  const link = (address, ...inside) => {
    const node = document.createElement("a");
    node.href = address;
    node.append(...inside);
    return node;
  };
  const span = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
  const page = ({ address, title, here }) => {
    const node = link(address, title);
    if (here) node.setAttribute("aria-current", "page");
    return node;
  };
  const account = (name) => {
    const node = link("./account", span("initial", [...name][0].toUpperCase()), span("name", name));
    node.className = "account";
    node.title = tidemark.say("Signed in as {name}", { name });
    return node;
  };
  // Each language is offered in its own words.
  const other = ([language, name]) => {
    const node = Object.assign(document.createElement("button"), { type: "button", className: "language", lang: language, textContent: name });
    node.addEventListener("click", () => tidemark.speak(language));
    return node;
  };
  const languages = () => Object.entries(tidemark.languages).filter(([language]) => language !== tidemark.language).map(other);
  const show = () => {
    nav.setAttribute("aria-label", tidemark.say("Pages"));
    here.title = tidemark.say("Pages");
    const shown = model.pages.find((each) => each.here)?.title;
    if (shown) document.title = `${shown} · Tidemark`;
    nav.replaceChildren(...model.pages.map(page));
    here.textContent = shown ?? tidemark.say("Pages");
    bar.replaceChildren(here, nav, ...languages(), ...(model.account ? [account(model.account)] : []));
  };
  for (const name of ["pages", "account"]) model.on(name, show);
  const turned = tidemark.on((language) => {
    show();
    model.send_msg({ language });
  });
  model.on("remove", turned);
  show();
  return bar;
}
