// Hidden units' weights in two sheets: through the first shines what counts for a unit, through the second what counts
// against it. The sheets come by themselves and often (assets/learned.js).
export default function ({ parentElement, data: { title, says, most } }) {
  const box = parentElement.querySelector(".units") ?? parentElement.appendChild(document.createElement("div"))
  box.className = "units"
  if (!box.children.length)
    box.innerHTML = `<p><strong></strong></p><div role="img">${"<div><i></i><i></i></div>".repeat(most)}</div><p></p>`
  const [name, pictures, words] = box.children
  name.firstChild.textContent = pictures.ariaLabel = title
  words.dataset.says = says
  const look = () => {
    const { units, sheets, full } = document.learned?.units ?? { units: 0, sheets: [] }
    pictures.style = `--units: ${units}; --for: url(${sheets[0]}); --against: url(${sheets[1]})`
    pictures.classList.toggle("learned", units > 0)
    ;[...pictures.children].forEach((one, place) => one.classList.toggle("none", place >= units))
    const { says } = words.dataset
    words.textContent = full ? `${says} The strongest colours: ${full} and −${full}.`
      : document.learned ? "They cannot be drawn: their numbers have become too large." : says
  }
  look()
  return once(box, () => {
    document.addEventListener("learned", look)
    return () => document.removeEventListener("learned", look)
  })
}
