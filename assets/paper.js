// A sheet of paper that is drawn on by mouse, finger, pen or keyboard. It knows strokes and nothing else: what they mean
// the server says, which hears of them while they are drawn.
const EVERY = 60 // milliseconds between two times that the server is told, at the least
const PATIENCE = 1000 // milliseconds that it has to answer in before it is told again
const APART = 2 // the least distance of two points of a stroke
const INK = "#000" // whatever the theme: the paper stays white
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

// Draws all of a sheet, as finely as the screen is.
function draw({ canvas, side, pen, strokes, image }) {
  const pixels = Math.round(canvas.clientWidth * devicePixelRatio)
  if (!pixels) return
  canvas.width = canvas.height = pixels // which also clears it
  const context = canvas.getContext("2d")
  context.fillStyle = "white"
  context.fillRect(0, 0, pixels, pixels)
  context.scale(pixels / side, pixels / side)
  if (image?.complete) context.drawImage(image, 0, 0, side, side)
  Object.assign(context, { strokeStyle: INK, lineWidth: pen, lineCap: "round", lineJoin: "round" })
  for (const stroke of strokes) {
    context.beginPath()
    context.moveTo(stroke[0], stroke[1])
    for (let n = 2; n < stroke.length; n += 2) context.lineTo(stroke[n], stroke[n + 1])
    if (stroke.every((one, n) => one === stroke[n % 2])) context.lineTo(stroke[0] + 0.1, stroke[1]) // else no dot is seen
    context.stroke()
  }
}

const drawSoon = (sheet) => (sheet.frame ??= requestAnimationFrame(() => ((sheet.frame = null), draw(sheet))))

// Tells the server, at once or as soon as it may be told again: one that is busy is told less often.
function tell(sheet) {
  drawSoon(sheet)
  sheet.telling ??= setTimeout(() => {
    Object.assign(sheet, { telling: null, told: performance.now(), waits: true })
    sheet.setStateValue("drawn", { id: sheet.id, strokes: sheet.strokes.map((stroke) => [...stroke]) })
  }, Math.max(sheet.told + (sheet.waits ? PATIENCE : EVERY) - performance.now(), 0))
}

function answered(sheet) {
  sheet.waits = false
  if (sheet.telling === null) return
  clearTimeout(sheet.telling)
  sheet.telling = null
  tell(sheet)
}

// The server takes no more than so many numbers: what would be drawn beyond them is in nobody's answer.
const isFull = ({ strokes, most }) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= most

// A point of the stroke that is under way. Beyond the edge the pen is in the air, and comes down again inside.
function point(sheet, { clientX, clientY }) {
  const { left, top, width, height } = sheet.canvas.getBoundingClientRect()
  const [x, y] = [((clientX - left) / width) * sheet.side, ((clientY - top) / height) * sheet.side].map(Math.round)
  if (x < 0 || y < 0 || x > sheet.side || y > sheet.side || isFull(sheet)) {
    sheet.stroke = null
  } else if (!sheet.stroke) {
    sheet.strokes.push((sheet.stroke = [x, y]))
  } else if (Math.hypot(x - sheet.stroke.at(-2), y - sheet.stroke.at(-1)) >= APART) {
    sheet.stroke.push(x, y)
  } else {
    return
  }
  tell(sheet)
}

function begin(sheet, event) {
  if (sheet.pointer !== null || event.button) return
  sheet.pointer = event.pointerId
  sheet.canvas.setPointerCapture(event.pointerId)
  point(sheet, event)
}

function go(sheet, event) {
  if (event.pointerId !== sheet.pointer) return
  const all = event.getCoalescedEvents?.() ?? []
  for (const one of all.length ? all : [event]) point(sheet, one)
}

function end(sheet, event) {
  if (event.pointerId !== sheet.pointer) return
  sheet.pointer = sheet.stroke = null
}

// The keyboard goes through cells, and inks the one that it is in.
function press(sheet, event) {
  const { cursor, cells, side, at } = sheet
  const step = STEPS[event.key]
  const inks = event.key === " " || event.key === "Enter" || (step && event.shiftKey)
  if ((!step && !inks) || event.ctrlKey || event.altKey || event.metaKey) return
  event.preventDefault() // the page does not scroll
  if (step) sheet.at = at.map((place, axis) => Math.min(Math.max(place + step[axis], 0), cells - 1))
  const cell = side / cells
  const middle = sheet.at.map((place) => Math.round((place + 0.5) * cell))
  if (inks && !isFull(sheet)) {
    sheet.strokes.push(middle)
    tell(sheet)
  }
  const isInked = (stroke) => stroke.some((x, n) => n % 2 === 0 && Math.hypot(x - middle[0], stroke[n + 1] - middle[1]) < cell / 2)
  sheet.says.textContent = `Row ${sheet.at[1] + 1}, column ${sheet.at[0] + 1}${sheet.strokes.some(isInked) ? ", inked" : ""}`
  cursor.style.translate = sheet.at.map((place) => `${100 * place}%`).join(" ")
}

function build(parentElement, { cells }) {
  const root = parentElement.appendChild(element("div", { className: "paper" }))
  const canvas = element("canvas", { tabIndex: 0, role: "application" })
  const cursor = element("div", { className: "cursor" })
  const says = element("p", { className: "says", ariaLive: "polite" })
  root.append(canvas, cursor, says)
  const middle = Math.floor(cells / 2)
  const sheet = { canvas, cursor, says, at: [middle, middle], pointer: null, stroke: null, strokes: [], telling: null, told: 0 }
  cursor.style.width = cursor.style.height = `${100 / cells}%`
  cursor.style.translate = `${100 * middle}% ${100 * middle}%`
  canvas.addEventListener("pointerdown", (event) => begin(sheet, event))
  canvas.addEventListener("pointermove", (event) => go(sheet, event))
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
    canvas.addEventListener(type, (event) => end(sheet, event))
  }
  canvas.addEventListener("keydown", (event) => press(sheet, event))
  const sized = new ResizeObserver(() => draw(sheet))
  try {
    sized.observe(canvas, { box: "device-pixel-content-box" }) // which changes with the zoom, too
  } catch {
    sized.observe(canvas) // Safari has no such box
  }
  const onClick = (event) => (canvas.isConnected ? clear(sheet, event) : removeEventListener("click", onClick, true))
  addEventListener("click", onClick, true)
  return sheet
}

// Who presses the button that clears draws on at once, also where the server's new sheet comes a moment later.
function clear(sheet, { target }) {
  if (!target.closest(sheet.clears)) return
  Object.assign(sheet, { strokes: [], stroke: null, image: null, cleared: true })
  draw(sheet)
}

const sheets = new WeakMap()

export default function ({ parentElement, data, setStateValue }) {
  if (!sheets.has(parentElement)) sheets.set(parentElement, build(parentElement, data))
  const sheet = sheets.get(parentElement)
  sheet.setStateValue = setStateValue
  sheet.canvas.ariaLabel = data.label
  const { id, strokes, side, pen, cells, most, clears, picture } = data
  if (id !== sheet.id) { // of one that it has, the browser knows more than the server, which hears of it later
    const drawnSince = sheet.cleared && !strokes.length && !picture ? sheet.strokes : null
    Object.assign(sheet, { id, side, pen, cells, most, clears, cleared: false })
    sheet.image = picture && element("img", { onload: () => draw(sheet), src: picture })
    if (drawnSince?.length) tell(sheet)
    else if (!drawnSince) Object.assign(sheet, { stroke: null, strokes: strokes.map((stroke) => [...stroke]) })
    draw(sheet)
  }
  answered(sheet)
  // Nothing is returned that cleans up: of two calls in quick succession Streamlit would clean up after the first at
  // once, with a pen on the paper.
}
