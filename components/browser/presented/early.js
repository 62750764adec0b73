// A page within another: what stands around the charts is not shown, in shadow trees either. It runs before they are made.
(() => {
  const asked = new URLSearchParams(location.search);
  document.documentElement.dataset.presented = asked.get("presented");
  const sheet = new CSSStyleSheet();
  const { inside } = document.currentScript.dataset;
  fetch(inside).then((answer) => answer.text()).then((text) => sheet.replace(text));
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how);
    root.adoptedStyleSheets.push(sheet);
    return root;
  };
  // The address stays: it says whose meeting this is.
  history.replaceState = () => {};
})();
