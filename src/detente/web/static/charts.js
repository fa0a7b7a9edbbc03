// Puts a chart that can be hovered over in the place of each still one. Bundled with Vega (see detente/web/figures.py).
// The content security policy forbids making code from text, so expressions are interpreted (ast), and Vega's own
// styles stand in style.css.
const options = {
  ast: true,
  actions: false,
  renderer: "svg",
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

// As wide as there is room; on a small screen legends in two columns, a map no higher than it is wide.
function fitted(spec, width) {
  // Panels take no width from what holds them; beside them stand the numbers of their axes.
  if (spec.spec) spec.spec.width = Math.max(160, width - 60);
  if (width < 560) {
    // Two legends stand one below the other.
    const layout = { bottom: { direction: "vertical", anchor: "start", margin: 4 } };
    spec.config = { ...spec.config, legend: { ...spec.config?.legend, columns: 2, layout } };
    if (spec.projection || spec.layer?.some((l) => l.projection)) spec.height = Math.round(width * 0.55);
  }
  return spec;
}

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const still = figure.querySelector("img");
  const place = document.createElement("div");
  place.className = "chart";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", still.alt);
  still.before(place);
  fetch(figure.dataset.chart)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((spec) => vegaEmbed(place, fitted(spec, place.clientWidth), options))
    .then(() => {
      still.hidden = true;
      // The place itself is the image and says what it shows; its parts are no elements of their own.
      place.querySelectorAll("[role], [aria-label], [aria-roledescription], [aria-hidden]").forEach((part) => {
        for (const name of ["role", "aria-label", "aria-roledescription", "aria-hidden"]) part.removeAttribute(name);
      });
      figure.classList.add("drawn");
    })
    .catch((problem) => {
      place.remove(); // the still one stays
      console.warn("chart not drawn:", problem);
    });
}
