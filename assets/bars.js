// A bar for every class, as long as a network is sure of it: what several components are made of.

// Nothing is 0 or 100% before it is: as whole_percent in explorer/words/numbers.py has it. "–" while nobody knows.
function percent(probability) {
  if (probability === undefined) return "–"
  if (probability > 0 && probability < 0.01) return "<1%"
  return probability > 0.99 && probability < 1 ? ">99%" : `${Math.round(100 * probability)}%`
}

function classBars(names) {
  const bars = names.map((name) =>
    element("li", {}, element("span", { textContent: name }),
      element("span", { className: "track" }, element("span", { className: "bar" })),
      element("span", { className: "percent" })))
  return element("ol", { className: "bars", ariaLabel: "What the network says" }, ...bars)
}

// Probabilities, from 0 to 1, as lengths of bars.
function fill(bars, probabilities, guess, percents = probabilities.map(percent)) {
  ;[...bars.children].forEach((bar, label) => {
    bar.className = label === guess ? "guess" : ""
    bar.querySelector(".bar").style.setProperty("--part", probabilities[label] ?? 0)
    bar.querySelector(".percent").textContent = percents[label] ?? "–"
  })
}
