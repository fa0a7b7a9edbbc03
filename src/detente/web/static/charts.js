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

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const still = figure.querySelector("img");
  const place = document.createElement("div");
  place.className = "chart";
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", still.alt);
  still.before(place);
  fetch(figure.dataset.chart)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then((spec) => vegaEmbed(place, spec, options))
    .then(() => {
      still.hidden = true;
      figure.classList.add("drawn");
    })
    .catch((problem) => {
      place.remove(); // the still one stays
      console.warn("chart not drawn:", problem);
    });
}
