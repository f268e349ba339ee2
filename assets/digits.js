// Small pictures of digits that are read: what several components are made of.

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
