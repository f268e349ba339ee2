// What a press brings is brought into sight. Another view of a page begins at its top, however far down that was which
// was pressed; where it is the same view, the page is scrolled as far as it takes to see what is new.
const FRAMES = 60 // of the browser, in which what is new comes, and moves what is around it
const HANDS = ["pointerdown", "touchstart", "wheel", "keydown"]

function bring(found) {
  const { height } = found.getBoundingClientRect(), under = covered(found)
  const fits = height <= innerHeight - under - parseFloat(getComputedStyle(found).scrollMarginBottom)
  const margin = under ? `${under}px` : ""
  if (found.style.scrollMarginTop !== margin) found.style.scrollMarginTop = margin
  found.scrollIntoView({ block: fits ? "nearest" : "start", behavior: "instant" })
}

// In sight until all has come, or a hand moves something else.
function show(selector) {
  let left = FRAMES
  const over = new AbortController()
  const heard = { capture: true, passive: true, signal: over.signal }
  for (const type of HANDS) addEventListener(type, () => over.abort(), heard)
  const look = () => {
    if (over.signal.aborted) return
    if (left-- <= 0) return over.abort()
    const found = document.querySelector(selector)
    if (found) bring(found)
    requestAnimationFrame(look)
  }
  look()
}

function begin(pressed) {
  const main = document.querySelector("[data-testid=stMain]")
  main.scrollTo({ top: 0, behavior: "instant" })
  if (document.activeElement.closest(pressed)) return
  main.focus({ preventScroll: true }) // what had the focus goes with its view
}

export default function ({ parentElement: { dataset }, data: { of, selector, pressed } }) {
  const moved = dataset.of !== undefined && dataset.of !== of
  dataset.of = of
  if (moved && selector) show(selector)
  else if (moved && pressed) begin(pressed)
}
