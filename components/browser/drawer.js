// What stands behind a chart; the server has escaped every text in it.
export function render({ model, el }) {
  const drawer = document.createElement("section");
  const show = () => {
    drawer.innerHTML = model.markup;
  };
  model.on("markup", show);
  show();
  return drawer;
}
