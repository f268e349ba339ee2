// Digits, and what a network says of each of them while it learns. All that is seen here was sent; nothing is computed.
const STEP = 700 // milliseconds for each stage of the play
const ASK = 300 // milliseconds after which a page that is drawn asks for its digits, and asks again

function build(root, shown) {
  const tiles = digitTiles(shown.digits)
  const bars = classBars(shown.bars[0][0].map((_, label) => label))
  const large = element("img", { className: "large" })
  const slider = element("input", { type: "range", min: 0, max: shown.after.length - 1, step: 1, ariaLabel: "Iterations" })
  const stage = element("span", { className: "stage" })
  const play = element("button", { type: "button" })
  const says = element("p", { className: "says", ariaLive: "polite" })
  root.replaceChildren(
    element("div", { className: "tiles", role: "radiogroup", ariaLabel: "Digits to read" }, ...tiles),
    element("div", { className: "look" }, large, bars),
    element("div", { className: "time" }, play, element("label", {}, stage, slider)),
    says)
  return { tiles, bars, large, slider, stage, play, says }
}

function draw({ tiles, bars, large, slider, stage, says, play }, shown, now, playing) {
  const [row, sentences] = [shown.bars[now.stage][now.digit], shown.says[now.stage]]
  tiles.forEach((tile, digit) => {
    tile.querySelector("input").checked = digit === now.digit
    read(tile, shown.guess[now.stage][digit], shown.right[now.stage][digit])
  })
  fill(bars, row, shown.guess[now.stage][now.digit])
  const { name, image } = shown.digits[now.digit]
  Object.assign(large, { src: image, alt: `${name}, large` })
  slider.value = now.stage
  slider.ariaValueText = stage.textContent = shown.stages[now.stage]
  play.textContent = playing ? "Pause" : "Watch it learn"
  says.textContent = playing ? "" : sentences[now.digit] // nobody could read it before the next
}

const readers = new WeakSet() // the elements that are filled
const asking = new WeakMap() // those that are not yet, and what asks for them
let played = false // in this tab: it plays by itself once

export default function ({ parentElement, data: { shown, waiting, play, digit, after }, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".reader") ?? parentElement.appendChild(element("div", { className: "digits reader" }))
  if (readers.has(root)) return // it knows all that there is
  if (!shown) {
    if (asking.has(root)) return
    root.replaceChildren(element("p", { className: "waiting", role: "status", textContent: waiting }))
    asking.set(root, setInterval(() => {
      if (root.isConnected) setTriggerValue("wanted", true)
      else clearInterval(asking.get(root))
    }, ASK))
    return
  }
  clearInterval(asking.get(root))
  const parts = build(root, shown)
  const now = { digit, stage: shown.after.indexOf(after) }
  let clock
  let touched = false // by a hand: an address that nobody has asked for stays as it is
  readers.add(root)

  const show = () => draw(parts, shown, now, clock !== undefined)
  const keep = () => setStateValue("place", { digit: now.digit, after: shown.after[now.stage] })
  const pause = () => {
    clearInterval(clock)
    clock = undefined
    show()
  }
  const start = () => {
    now.stage = 0
    clock = setInterval(() => {
      if (!root.isConnected) return clearInterval(clock)
      now.stage += 1
      show()
      if (now.stage < shown.after.length - 1) return
      pause()
      if (touched) keep()
    }, STEP)
    show()
  }
  parts.tiles.forEach((tile, digit) =>
    tile.addEventListener("change", () => {
      now.digit = digit
      show()
      touched = true
      if (clock === undefined) keep()
    }))
  parts.slider.addEventListener("input", () => {
    now.stage = parts.slider.valueAsNumber
    pause()
  })
  parts.slider.addEventListener("change", keep)
  parts.play.addEventListener("click", () => {
    touched = true
    if (clock === undefined) return start()
    pause()
    keep()
  })
  if (play && !played && !matchMedia("(prefers-reduced-motion: reduce)").matches) start()
  else show()
  played = true
}
