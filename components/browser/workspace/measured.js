// Bokeh lays a chart out as soon as it is there, which fails before it is drawn for the first time: then it waits.
function measured() {
  const view = window.Bokeh?.Models?.get("Plot")?.prototype.default_view?.prototype;
  if (!view || view.waits) return;
  view.waits = true;
  for (const name of ["_measure_layout", "_compute_layout", "_after_layout"]) {
    const { [name]: step } = view;
    view[name] = function (...given) {
      if (this.layout) step.apply(this, given);
    };
  }
}
