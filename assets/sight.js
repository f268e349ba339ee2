// What a press brings is brought into sight. Another view of a page begins at its top, however far down that was which
// was pressed; where it is the same view, the page is scrolled as far as it takes to see what is new.
const FRAMES = 30 // of the browser, that what is new may take to be there

// How far down reaches what stays where it is while all else passes under it, as a figure does on a phone.
function covered({ left }) {
  const reaches = [...document.querySelectorAll(".st-key-figure, .st-key-network_chart, .st-key-sheet, .st-key-loss, .st-key-seen")].map((at) => {
    while (at && !(getComputedStyle(at).position === "sticky" && at.getClientRects().length)) at = at.parentElement
    if (!at || at.getBoundingClientRect().right <= left) return 0
    return parseFloat(getComputedStyle(at).top) + at.getBoundingClientRect().height
  })
  return Math.max(0, ...reaches)
}

function show(selector, frames = FRAMES) {
  const found = document.querySelector(selector)
  if (found) {
    const box = found.getBoundingClientRect(), under = covered(box)
    const fits = box.height <= innerHeight - under - parseFloat(getComputedStyle(found).scrollMarginBottom)
    found.style.scrollMarginTop = fits && under ? `${under}px` : ""
    found.scrollIntoView({ block: fits ? "nearest" : "end", behavior: "instant" }) // its end: there one goes on
  } else if (frames) requestAnimationFrame(() => show(selector, frames - 1))
}

function begin(pressed) {
  const main = document.querySelector("[data-testid=stMain]")
  main.scrollTo({ top: 0, behavior: "instant" })
  if (document.activeElement.closest(pressed)) return
  main.tabIndex = -1
  main.focus({ preventScroll: true }) // what had the focus goes with its view
}

export default function ({ parentElement: { dataset }, data: { of, selector, pressed } }) {
  const moved = dataset.of !== undefined && dataset.of !== of
  dataset.of = of
  if (moved && selector) show(selector)
  else if (moved && pressed) begin(pressed)
}
