// The picture that a network gets, enlarged, and a bar for every class. All that is seen here was sent.

function build(root, names) {
  const bars = names.map((name) =>
    element("li", {}, element("span", { textContent: name }),
      element("span", { className: "track" }, element("span", { className: "bar" })),
      element("span", { className: "percent" })))
  const picture = element("figure", {}, element("img"), element("figcaption", { textContent: "What the network gets: 28 × 28 pixels" }))
  root.replaceChildren(picture, element("ol", { className: "bars", ariaLabel: "What the network says" }, ...bars))
  root.dataset.names = names
}

export default function ({ parentElement, data: { picture, alt, names, probabilities, percents } }) {
  const root = parentElement.querySelector(".reading") ?? parentElement.appendChild(element("div", { className: "reading" }))
  if (root.dataset.names !== String(names)) build(root, names)
  Object.assign(root.querySelector("img"), { src: picture, alt })
  const largest = probabilities.indexOf(Math.max(...probabilities))
  root.querySelectorAll("li").forEach((bar, label) => {
    bar.className = label === largest ? "guess" : ""
    bar.querySelector(".bar").style.width = `${100 * (probabilities[label] ?? 0)}%`
    bar.querySelector(".percent").textContent = percents[label] ?? "–"
  })
}
