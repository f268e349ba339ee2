// Hidden units' weights in two sheets: through the first shines what counts for a unit, through the second what counts
// against it. The sheets come by themselves and often (assets/learned.js).
export default function ({ parentElement }) {
  const box = parentElement.querySelector(".units") ?? parentElement.appendChild(document.createElement("div"))
  Object.assign(box, { className: "units", role: "img", ariaLabel: "Weights of hidden units" })
  const look = () => {
    const { units, sheets } = document.learned?.units ?? { units: 0, sheets: [] }
    if (box.childElementCount !== units) box.innerHTML = "<div><i></i><i></i></div>".repeat(units)
    box.style = `--units: ${units}; --for: url(${sheets[0]}); --against: url(${sheets[1]})`
  }
  document.addEventListener("learned", look)
  look()
  return () => document.removeEventListener("learned", look)
}
