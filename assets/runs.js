// A table of runs. Each is drawn or not, by its box; one is chosen, by its name; a column's title sorts by it.

// The rows as they are to stand: as they come, or by a column; what has no number last.
function sorted(rows, by, descending) {
  if (by === undefined) return rows
  const order = (one, other) => (typeof one === "number" ? one - other : String(one).localeCompare(other))
  return [...rows].sort((...both) => {
    const [one, other] = both.map(({ cells }) => cells[by][1])
    if (one === null || other === null) return (one === null) - (other === null)
    return descending ? order(other, one) : order(one, other)
  })
}

function build(root, { columns }) {
  const title = ([text, numeric]) => {
    const button = element("button", { type: "button", textContent: text })
    return element("th", { scope: "col", className: numeric ? "number" : "" }, button)
  }
  const all = element("input", { type: "checkbox", ariaLabel: "Draw all runs" })
  const head = element("tr", {},
    element("td", { className: "draw" }, all),
    element("th", { scope: "col", textContent: "Run", className: "name" }), ...columns.map(title))
  const scroll = element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "All runs" },
    element("table", {}, element("thead", {}, head), element("tbody")))
  root.replaceChildren(scroll)
  const hint = () => root.classList.toggle("more", scroll.scrollLeft + scroll.clientWidth < scroll.scrollWidth - 1)
  scroll.addEventListener("scroll", hint, { passive: true })
  const sized = new ResizeObserver(hint)
  sized.observe(scroll)
  sized.observe(scroll.firstChild)
}

function row(number) {
  const box = element("input", { type: "checkbox" })
  const name = element("button", { type: "button" })
  const made = element("tr", {}, element("td", { className: "draw" }, box),
    element("th", { scope: "row", className: "name" }, name, element("span", { className: "mark" })))
  made.dataset.run = number
  return made
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".runs") ?? parentElement.appendChild(element("div", { className: "runs" }))
  const { columns, rows, drawn, chosen, compared } = data
  const made = JSON.stringify(columns)
  if (root.dataset.made !== made) {
    build(root, data) // else what has the focus keeps it
    root.sort = {}
  }
  root.dataset.made = made
  const body = root.querySelector("tbody")
  const known = new Map([...body.children].map((one) => [one.dataset.run, one]))
  const boxes = () => [...body.querySelectorAll("input")]
  const all = root.querySelector("thead input")

  const showAll = () => {
    const checked = boxes().filter((box) => box.checked).length
    all.checked = checked === boxes().length
    all.indeterminate = checked > 0 && !all.checked
  }
  const draw = () => {
    showAll()
    setTriggerValue("drawn", boxes().filter((box) => box.checked && !box.disabled).map((box) => +box.closest("tr").dataset.run))
  }
  const arrange = () => {
    const order = sorted(rows, root.sort.by, root.sort.descending).map(({ number }) => known.get(String(number)))
    if (order.some((one, place) => body.children[place] !== one) || body.children.length !== order.length) {
      const focused = document.activeElement
      body.replaceChildren(...order)
      if (body.contains(focused)) focused.focus({ preventScroll: true })
    }
    root.querySelectorAll("thead th:not(.name)").forEach((title, column) => {
      title.ariaSort = root.sort.by !== column ? "none" : root.sort.descending ? "descending" : "ascending"
    })
  }

  for (const { number, name, mark, cells } of rows) {
    const shown = known.get(String(number)) ?? row(number)
    known.set(String(number), shown)
    const [draws, names, ...others] = shown.children
    draws.firstChild.ariaLabel = `Draw ${name}`
    draws.firstChild.disabled = number === chosen || number === compared // these are always drawn
    draws.firstChild.checked = draws.firstChild.disabled || drawn.includes(number)
    draws.firstChild.onchange = draw
    names.firstChild.textContent = name
    names.firstChild.ariaPressed = number === chosen
    names.firstChild.onclick = () => setTriggerValue("chosen", number)
    names.lastChild.textContent = mark
    shown.classList.toggle("chosen", number === chosen)
    cells.forEach(([text, , bold], column) => {
      const cell = others[column] ?? shown.appendChild(element("td", { className: columns[column][1] ? "number" : "" }))
      if (cell.textContent !== text || !!cell.querySelector("strong") !== bold)
        cell.replaceChildren(bold ? element("strong", { textContent: text }) : text)
    })
  }
  arrange()
  showAll()
  all.onchange = () => {
    boxes().forEach((box) => (box.checked = all.checked || box.disabled))
    draw()
  }
  root.querySelectorAll("thead th button").forEach((title, column) => {
    title.onclick = () => {
      // The first press shows the most first, of what is a number.
      root.sort = { by: column, descending: root.sort.by === column ? !root.sort.descending : columns[column][1] }
      arrange()
    }
  })
}
