// The picture that a network gets, enlarged, and a bar for every class. All that is seen here was sent.

function build(root, names) {
  const picture = element("figure", {}, element("img"), element("figcaption", { textContent: "What the network gets: 28 × 28 pixels" }))
  root.replaceChildren(picture, classBars(names))
  root.dataset.names = names
}

export default function ({ parentElement, data: { picture, alt, names, probabilities, percents } }) {
  const root = parentElement.querySelector(".reading") ?? parentElement.appendChild(element("div", { className: "reading" }))
  if (root.dataset.names !== String(names)) build(root, names)
  Object.assign(root.querySelector("img"), { src: picture, alt })
  const largest = probabilities.indexOf(Math.max(...probabilities))
  fill(root.querySelector(".bars"), probabilities, largest, percents)
}
