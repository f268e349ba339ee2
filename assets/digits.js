// Small pictures of digits that are read, and bars that say how sure a network is: what several components are made of.

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

// Nothing is 0 or 100% before it is: as whole_percent in explorer/words/numbers.py has it. "–" while nobody knows.
function percent(probability) {
  if (probability === undefined) return "–"
  if (probability > 0 && probability < 0.01) return "<1%"
  return probability > 0.99 && probability < 1 ? ">99%" : `${Math.round(100 * probability)}%`
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
    bar.querySelector(".bar").style.setProperty("--part", probabilities[label] ?? 0)
    bar.querySelector(".percent").textContent = percent(probabilities[label])
  })
}

