// An element with its attributes and listeners; children that are texts stay texts. A text that is a function follows the
// language: tidemark.live makes such.
const node = (() => {
  const acts = new WeakMap();
  const known = new Set();
  const MANY = 2000;
  const swept = () => {
    for (const one of known) if (!one.deref()) known.delete(one);
  };
  const follow = (made, act) => {
    act();
    if (!acts.has(made)) known.add(new WeakRef(made));
    acts.set(made, [...(acts.get(made) ?? []), act]);
    if (known.size % MANY === 0) swept();
  };
  tidemark.on(() => {
    swept();
    for (const one of known) acts.get(one.deref())?.forEach((act) => act());
  });
  const put = (made, key, value) => {
    if (key in made && !key.includes("-")) made[key] = value;
    else if (value !== undefined && value !== null) made.setAttribute(key, value);
  };
  const text = (say) => {
    const made = document.createTextNode("");
    follow(made, () => {
      made.data = say();
    });
    return made;
  };
  return (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
      else if (typeof value === "function") follow(made, () => put(made, key, value()));
      else put(made, key, value);
    }
    const there = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
    made.append(...there.map((child) => (typeof child === "function" ? text(child) : child)));
    return made;
  };
})();
