// Knows this tab again after a reload, by an id that the browser keeps for the tab and for as long as the tab is open.
// A tab that was duplicated has the id of the first one: it asks once, and is content with an id of its own. After a
// reload it asks a few times: a connection that broke without a word is noticed on the server only after some seconds.
// Beside the id it keeps what kinds of runs the tab had: a server that does not know them can say that they are gone.
// And that a student has said no to showing them to the class: a server that does not know that hears it again.
const MILLISECONDS = [0, 2000, 4000, 8000]

export default function ({ data: { id, asked, has }, setTriggerValue }) {
  try {
    const known = sessionStorage.getItem("tab")
    const reloaded = performance.getEntriesByType("navigation")[0]?.type !== "navigate"
    const wait = known !== id ? MILLISECONDS[reloaded || !asked ? asked : -1] : undefined
    const again = reloaded && asked + 1 < MILLISECONDS.length
    if (known && wait !== undefined) {
      const had = (sessionStorage.getItem("had") ?? "").split(" ")
      setTimeout(() => setTriggerValue("known", { id: known, again, had }), wait)
    } else {
      sessionStorage.setItem("tab", id)
      sessionStorage.setItem("had", has.join(" "))
    }
  } catch {
    // A browser that is told to keep nothing: after a reload it is a visitor who was never here.
  }
}
