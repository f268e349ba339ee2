// A wall of test images and what the network says of each. The images come once; what is said of them comes by itself
// and often (assets/learned.js), for every moment of the run that is kept, the latest last.
const NO_ANSWER = 255
const CERTAIN = 200 // what a probability of 1 is sent as
const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0))

function build(root, shown) {
  const tiles = digitTiles(shown.images)
  for (const tile of tiles) tile.append(element("span", { className: "sure" }, element("span", { className: "bar" })))
  const bars = classBars(shown.names)
  const count = element("span")
  const slider = element("input", { type: "range", min: 0, step: 1, ariaLabel: "Iterations" })
  const stage = element("span", { className: "stage" })
  const says = element("p", { className: "says" })
  root.classList.toggle("named", shown.names.some((name) => name.length > 2))
  root.replaceChildren(
    element("p", { className: "title" }, element("strong", { textContent: shown.title }), count),
    element("div", { className: "beside" },
      element("div", {},
        element("div", { className: "tiles", role: "radiogroup", ariaLabel: shown.title }, ...tiles),
        element("label", { className: "time" }, stage, slider)),
      element("div", {}, says, bars)))
  return { tiles, bars, count, slider, stage, says }
}

function draw({ tiles, bars, count, slider, stage, says }, { names, images }, now) {
  const said = document.learned.wall
  const [pairs, rows] = [bytes(said.said), bytes(said.bars)]
  if (pairs.length !== 2 * images.length * said.after.length) return // of other images, which are on their way
  const last = said.after.length - 1
  if (last < now.last) now.stage = undefined // another run has begun
  now.last = last
  const at = now.stage === undefined ? last : Math.min(now.stage, last)
  const answers = images.map(({ label }, place) => {
    const [guess, sent] = pairs.subarray(2 * (at * images.length + place))
    return { guess, sure: sent / CERTAIN, right: guess === label, name: guess === NO_ANSWER ? "–" : names[guess] }
  })
  tiles.forEach((tile, place) => {
    const { guess, sure, right, name } = answers[place]
    const it = guess === NO_ANSWER ? "no answer" : `it says ${name}, ${percent(sure)} sure, ${right ? "right" : "wrong"}`
    read(tile, name, right)
    if (guess === NO_ANSWER) Object.assign(tile.querySelector(".reading"), { textContent: "–", className: "reading" })
    tile.title = tile.querySelector("input").ariaLabel = `${images[place].name}: ${it}`
    tile.querySelector("input").checked = place === now.at
    tile.querySelector(".bar").style.setProperty("--part", sure)
  })
  const known = answers.filter(({ right }) => right).length, all = known === answers.length
  count.textContent = all ? `All ${known} right ✓` : `${known} right`
  count.classList.toggle("all", all)
  const { guess, sure, right, name } = answers[now.at]
  const row = names.map((_, label) =>
    said.at === now.at ? rows[at * names.length + label] / CERTAIN : label === guess ? sure : undefined)
  fill(bars, row, guess)
  says.textContent = guess === NO_ANSWER ? "It has no answer: its numbers have become too large."
    : `It says ${name}, ${percent(sure)} sure. ${right ? "Right." : `Wrong: it shows ${images[now.at].name}.`}`
  slider.max = last
  slider.value = at
  slider.disabled = last === 0
  const after = said.after[at].toLocaleString("en-US")
  const when = said.after[at] ? `after ${after} iteration${after === "1" ? "" : "s"}` : "before any training"
  slider.ariaValueText = stage.textContent = at === last && last ? `Now, ${when}` : when[0].toUpperCase() + when.slice(1)
}

const walls = new WeakMap() // by their elements: what is shown, and what looks at it

export default function ({ parentElement, data: { shown }, setStateValue }) {
  const root = parentElement.querySelector(".wall") ?? parentElement.appendChild(element("div", { className: "digits wall" }))
  const whole = JSON.stringify(shown)
  if (walls.get(root)?.whole !== whole) {
    document.removeEventListener("learned", walls.get(root)?.come)
    const parts = build(root, shown)
    const at = Math.min(walls.get(root)?.now.at ?? 0, shown.images.length - 1) // as the server has it
    const now = { at, stage: undefined, last: 0 } // undefined: the latest, whichever that is
    // What a hand brings is read aloud, and not what each look at the run does.
    const look = (aloud) => {
      parts.says.ariaLive = aloud ? "polite" : "off"
      if (document.learned?.wall) draw(parts, shown, now)
    }
    const come = () => look(false)
    parts.tiles.forEach((tile, place) =>
      tile.addEventListener("change", () => {
        now.at = place
        look(true)
        setStateValue("at", place)
      }))
    parts.slider.addEventListener("input", () => {
      now.stage = parts.slider.value === parts.slider.max ? undefined : parts.slider.valueAsNumber
      look(true)
    })
    document.addEventListener("learned", come)
    walls.set(root, { whole, come, now })
    come()
  }
  return once(root, () => () => document.removeEventListener("learned", walls.get(root).come))
}
