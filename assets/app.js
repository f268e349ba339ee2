// What the frame of the app lacks: each in a file of its own, but for the colours that paper is printed from.
const showTheme = () => {
  document.documentElement.dataset.printed = getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme
}

function begin() {
  const over = new AbortController()
  for (const part of [keepRoom, pressOnce, readAloud, focusOnArrival, uncoverForKeyboard, keepMapStill, scrollOverSliders]) part(over.signal)
  addEventListener("beforeprint", showTheme, { signal: over.signal })
  return () => over.abort()
}

export default ({ parentElement }) => once(parentElement, begin)
