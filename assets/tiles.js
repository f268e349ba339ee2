// Small pictures in rows, cut from one sheet. Where one can be picked each is a button.

// How far along the sheet an image lies, as a position of a mask says it.
const along = (place, count) => `${count > 1 ? (100 * place) / (count - 1) : 0}%`

function build(root, { sheet, names, pick }) {
  const tiles = names.map((_, number) => {
    const picture = element("span", { className: "picture" }, ...sheet.layers.map(({ colour }, layer) => {
      const part = element("span", { className: `layer ${colour}` })
      part.style.maskImage = `var(--sheet-${layer})`
      part.style.maskSize = `${100 * sheet.columns}% ${100 * sheet.rows}%`
      part.style.maskPosition =
        `${along(number % sheet.columns, sheet.columns)} ${along(Math.floor(number / sheet.columns), sheet.rows)}`
      return part
    }))
    const tile = element(pick ? "button" : "div", { className: "tile" }, picture, element("span", { className: "lines" }))
    if (pick) tile.type = "button"
    return tile
  })
  root.replaceChildren(...tiles)
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".tiles") ?? parentElement.appendChild(element("div", { className: "tiles" }))
  const { sheet, names, lines, label, size, chosen, pick } = data
  const made = JSON.stringify([names.length, sheet.columns, sheet.rows, sheet.layers.map(({ colour }) => colour), pick])
  if (root.dataset.made !== made) build(root, data) // else the tile that has the focus keeps it
  root.dataset.made = made
  root.role = "group"
  root.ariaLabel = label
  root.style.setProperty("--size", `${size}px`)
  sheet.layers.forEach(({ url }, layer) => root.style.setProperty(`--sheet-${layer}`, `url(${url})`))
  ;[...root.children].forEach((tile, number) => {
    const words = (lines[number] ?? []).map(([text, colour]) => element("span", { className: colour, textContent: text }))
    const said = [names[number], ...(lines[number] ?? []).map(([text]) => text)].join(", ")
    tile.querySelector(".lines").replaceChildren(...words)
    tile.ariaLabel = said
    if (pick) {
      tile.ariaPressed = number === chosen
      tile.title = names[number]
      tile.onclick = () => setTriggerValue("picked", names[number])
    } else tile.role = "img"
  })
}
