// Tells the page's charts of a slider that moves, at once: they cannot see it, and the server hears of it only when it
// is let go. The page's body plays the part of an input element, which is what a Vega signal can be bound to: while its
// event "slider" is heard, its value holds the slider's key and its place. See explorer/charts/ahead.py for what charts
// make of it. What belongs to another place than the slider's is dimmed until the server has answered.

// Milliseconds after which a slider in somebody's hand counts as resting: then the server is asked. Where there is no
// picture of the places that it goes through it is asked so often all along.
const REST = 120
const HANDS = ["pointerdown", "pointerup", "pointercancel", "keydown", "keyup"]

// Every fragment with sliders, by the element that its part of this file is mounted in: what the server knows of each
// slider, where to ask it, and what on the page belongs to it.
const fragments = new Map()
const down = new Set() // the pointers that are, by their ids; undefined: a key
let inHand = false // is any of them?
let movedInHand = false // has a slider moved since?
let moved = null // the key of the slider that moved last
let asked = false // and not answered yet
let letGoMeanwhile = false // where it was taken, perhaps, which is what the server knew before it was asked

const away = (sliders) => Object.keys(sliders).filter((key) => sliderOf(key) && sliderOf(key).valueAsNumber !== sliders[key].here)

// Is there a picture of where this slider is? There is none of two that have moved.
function sentAhead(key, at) {
  const its = [...fragments.values()].filter(({ sliders }) => key in sliders)
  return its.every(({ sliders }) => sliders[key].sent.includes(at) && away(sliders).every((other) => other === key))
}

function tellCharts(at) {
  document.body.value = { slider: moved, at }
  document.body.dispatchEvent(new Event("slider"))
  delete document.body.value // a chart that is drawn later begins with what the server says
}

// Is given what the server knows where it has just answered.
function show(answered) {
  const at = moved && sliderOf(moved)?.valueAsNumber
  const followed = at != null && sentAhead(moved, at)
  if (followed) tellCharts(at)
  else if (answered && moved in answered) tellCharts(answered[moved].here) // behind the thumb, yet nearer than before
  for (const { sliders, part } of fragments.values()) {
    const waits = away(sliders)
    part.dataset.waits = !waits.length ? "" : waits.every((key) => sentAhead(key, sliderOf(key).valueAsNumber)) ? "words" : "all"
  }
  return followed
}

// Asks the server of the slider that moved last, and of all that have moved with it: those that it has not yet heard of,
// or not yet from the hand that has them.
function ask() {
  const fragment = [...fragments.values()].find(({ sliders }) => away(sliders).includes(moved))
  if (!fragment) return
  const places = away(fragment.sliders).map((key) => [key, sliderOf(key).valueAsNumber])
  fragment.setTriggerValue("rested", Object.fromEntries(places))
  asked = true
}

let resting = null
const observer = new MutationObserver((records) => {
  for (const { target } of records) {
    if (target.type !== "range") continue
    moved = keyOf(target)
    movedInHand = inHand
    if (show() || !inHand) restless()
    if (inHand) resting ??= setTimeout(() => (restless(), inHand && ask()), REST)
  }
})

function restless() {
  clearTimeout(resting)
  resting = null
}

function hand({ type, pointerId }) {
  if (type === "pointerdown") down.delete(undefined) // of a key a browser may not say that it is up again
  if (type.endsWith("down")) down.add(pointerId)
  else down.delete(pointerId)
  inHand = down.size > 0
  const letGo = movedInHand && !inHand
  movedInHand &&= inHand
  letGoMeanwhile = !inHand && (letGoMeanwhile || (letGo && asked))
  if (letGo) ask()
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!fragments.size) {
    observer.observe(document.body, { subtree: true, attributeFilter: ["value"] })
    for (const type of HANDS) addEventListener(type, hand, true)
  }
  const own = parentElement.closest("[class*=st-key-]")
  const part = own.parentElement.closest("[class*=st-key-]") ?? own.closest("[data-testid=stMain]")
  fragments.set(parentElement, { sliders: data, part, setTriggerValue })
  show(data)
  asked = false
  if (letGoMeanwhile) ask()
  letGoMeanwhile = false
  return once(parentElement, () => () => {
    fragments.delete(parentElement)
    if (fragments.size) return
    observer.disconnect()
    for (const type of HANDS) removeEventListener(type, hand, true)
  })
}
