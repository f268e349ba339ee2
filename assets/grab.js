// Handles over a chart, by mouse, finger or pen. A handle has no value of its own: it stands where its sliders are, and
// who pulls it holds their thumbs. So whatever follows a slider follows a handle, see sliders.js; what the server is
// asked, what stands in the address and what the keyboard does is the sliders' affair, and there is no second way. One
// that is pulled both ways also comes to where its chart is clicked.

const HOLDS = -7 // the pointer that holds the thumbs: no number that a browser gives to one of its own
const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set

// The handles over every chart, by the element that they are in.
const layers = new Map()
let held = null // the handle in somebody's hand: which pointer has it, how far from its middle, and the thumbs it holds

const grips = ({ x, y }) => [x, y].filter((axis) => axis.slider)

// Where the chart under the handles has its axes, in the window.
const plot = ({ place }) => place.querySelector("svg.marks .background")?.getBoundingClientRect()

// How far along its axis a handle is, from 0 to 1.
const part = (axis) => (axis.slider ? (sliderOf(axis.slider).valueAsNumber - axis.low) / (axis.high - axis.low) : axis)

const middle = ({ x, y }, { left, bottom, width, height }) => [left + part(x) * width, bottom - part(y) * height]

// All is looked at before any is moved: in turns, a browser would lay out the page anew for each.
function arrange() {
  const found = [...layers].flatMap(([layer, handles]) => {
    const { left, top } = layer.getBoundingClientRect()
    return handles.map((handle) => {
      const frame = grips(handle).every((axis) => sliderOf(axis.slider)) && plot(handle)
      if (!frame) return [handle.element, null]
      const [x, y] = middle(handle, frame)
      return [handle.element, `${x - left}px ${y - top}px`]
    })
  })
  for (const [element, at] of found) {
    element.hidden = !at
    if (at) element.style.translate = at
  }
}

let arranging = null
const arrangeSoon = () => (arranging ??= requestAnimationFrame(() => ((arranging = null), arrange())))
const changed = new MutationObserver(arrangeSoon)
const resized = new ResizeObserver(arrangeSoon)

// A slider is told as a screen reader tells it: its value is set, and it hears of that. The browser rounds to a stop.
function slide(axis, at) {
  const slider = sliderOf(axis.slider)
  const before = slider.value
  setValue.call(slider, axis.low + at * (axis.high - axis.low))
  if (slider.value !== before) slider.dispatchEvent(new Event("input", { bubbles: true }))
}

function toThumbs(type) {
  for (const thumb of held.thumbs) thumb.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: HOLDS }))
}

// Where handles stand so close that what a finger may touch of them overlaps, it means the nearest.
function take(layer, event) {
  if (held || event.button) return
  event.preventDefault() // no text is marked
  const middles = layer.filter(({ element }) => !element.hidden).map((handle) => [handle, ...middle(handle, plot(handle))])
  const away = ([, x, y]) => Math.hypot(x - event.clientX, y - event.clientY)
  const [handle, x, y] = middles.reduce((one, other) => (away(other) < away(one) ? other : one))
  handle.element.setPointerCapture(event.pointerId)
  handle.element.dataset.held = ""
  hold({ handle, pointer: event.pointerId, dx: x - event.clientX, dy: y - event.clientY })
}

function hold(it) {
  held = { ...it, thumbs: grips(it.handle).map((axis) => sliderOf(axis.slider).parentElement.parentElement) }
  toThumbs("pointerdown")
}

function pull({ pointerId, clientX, clientY }) {
  if (held?.pointer !== pointerId) return
  const { handle, dx, dy } = held
  const { left, bottom, width, height } = plot(handle)
  if (handle.x.slider) slide(handle.x, (clientX + dx - left) / width)
  if (handle.y.slider) slide(handle.y, (bottom - clientY - dy) / height)
}

// Where a chart is clicked within its axes, but for a point of it, which may be asked what it is.
function bring({ target, clientX, clientY }) {
  const drawing = target.closest("svg.marks")
  if (held || !drawing || target.closest(".mark-symbol")) return
  for (const handle of [...layers.values()].flat()) {
    if (handle.element.hidden || grips(handle).length < 2 || handle.place.querySelector("svg.marks") !== drawing) continue
    const { left, right, top, bottom } = plot(handle)
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) continue
    hold({ handle, pointer: HOLDS, dx: 0, dy: 0 })
    pull({ pointerId: HOLDS, clientX, clientY })
    requestAnimationFrame(() => letGo({ pointerId: HOLDS })) // when the sliders are there
    return
  }
}

// Of an element that is taken away no pointer is said to be lost.
function letGoOfWhatHasGone() {
  if (held && !held.handle.element.isConnected) letGo({ pointerId: held.pointer })
}

function letGo({ pointerId }) {
  if (held?.pointer !== pointerId) return
  delete held.handle.element.dataset.held
  toThumbs("pointerup")
  held = null
}

export default function ({ parentElement, data: handles }) {
  if (!layers.size) {
    changed.observe(document.body, { subtree: true, childList: true, attributeFilter: ["value", "transform", "d"] })
    document.addEventListener("click", bring)
  }
  resized.observe(parentElement)
  const place = parentElement.closest("[class*=st-key-]").parentElement
  const elements = [...parentElement.querySelectorAll(".grab")]
  for (const element of elements.splice(handles.length)) element.remove()
  letGoOfWhatHasGone()
  const layer = handles.map((axes, number) => {
    const element = elements[number] ?? parentElement.appendChild(document.createElement("div"))
    const handle = { ...axes, place, element }
    element.className = `grab ${axes.y.slider ? "" : "across"}`
    element.onpointerdown = (event) => take(layers.get(parentElement), event)
    element.onpointermove = pull
    element.onlostpointercapture = letGo // let go, or taken away
    return handle
  })
  layers.set(parentElement, layer)
  arrange()
  return once(parentElement, () => () => {
    letGoOfWhatHasGone()
    layers.delete(parentElement)
    resized.unobserve(parentElement)
    if (layers.size) return
    changed.disconnect()
    document.removeEventListener("click", bring)
  })
}
