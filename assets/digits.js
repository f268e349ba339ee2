// Small pictures of digits that are read, and bars that say how sure a network is: what several components are made of.
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

// One of the tiles is always chosen, by a click or by the arrow keys.
function digitTiles(digits) {
  const group = `digit-${Math.random()}`
  return digits.map(({ name, image }, digit) =>
    element("label", { className: "tile" },
      element("input", { type: "radio", name: group, value: digit, ariaLabel: name }),
      element("img", { src: image, alt: "" }),
      element("span", { className: "reading", ariaHidden: "true" })))
}

// What the network says of a digit: in words, and whether that is right.
function read(tile, said, right) {
  const reading = tile.querySelector(".reading")
  reading.replaceChildren(element("span", { textContent: said }), right ? " ✓" : " ✕")
  reading.className = `reading ${right ? "right" : "wrong"}`
}

// Nothing is 0 or 100% before it is.
function percent(probability) {
  const whole = Math.round(100 * probability)
  return whole === 0 ? "<1%" : whole === 100 ? ">99%" : `${whole}%`
}

function classBars(names) {
  return names.map((name) =>
    element("li", {}, element("span", { textContent: name }),
      element("span", { className: "track" }, element("span", { className: "bar" })),
      element("span", { className: "percent" })))
}

// Probabilities, from 0 to 1, as lengths of bars.
function fill(bars, probabilities, guess) {
  bars.forEach((bar, label) => {
    bar.className = label === guess ? "guess" : ""
    bar.querySelector(".bar").style.setProperty("--part", probabilities[label])
    bar.querySelector(".percent").textContent = percent(probabilities[label])
  })
}

