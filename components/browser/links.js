// The way to the other pages and to the audit, on a narrow screen behind the name of this one; at the end who is signed
// in, as the way to the account.
export function render({ model, el }) {
  const bar = document.createElement("div");
  bar.className = "head";
  const here = Object.assign(document.createElement("button"), { type: "button", className: "here", title: "Pages" });
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
  nav.setAttribute("aria-label", "Pages");
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
    node.title = `Signed in as ${name}`;
    return node;
  };
  const show = () => {
    nav.replaceChildren(...model.pages.map(page));
    here.textContent = model.pages.find((each) => each.here)?.title ?? "Pages";
    bar.replaceChildren(here, nav, ...(model.account ? [account(model.account)] : []));
  };
  for (const name of ["pages", "account"]) model.on(name, show);
  show();
  return bar;
}
