// A page that one comes to by keyboard has the focus, and its name is read: whichever way one comes.
const MAIN = "[data-testid=stMain]"
const STAYS = `body, ${MAIN}, [data-testid=stSidebarNav] a` // has the focus when what led to the page has gone, or stays

function focusOnArrival(signal) {
  let focused = false, page = location.pathname, title = document.title
  const focus = () => { [focused, page, title] = [true, location.pathname, document.title] }
  const arrive = () => {
    const main = document.querySelector(MAIN)
    if (main.ariaLabel !== document.title) main.ariaLabel = document.title
    // The title comes last: by then the page is another one, whose name is read.
    if (!focused || page === location.pathname || title === document.title || !document.activeElement?.matches(STAYS)) return
    main.blur() // else the name of a page that has the focus already is not read
    main.focus({ preventScroll: true })
  }
  arrive()
  document.addEventListener("focusin", focus, { signal })
  whenPageChanges(arrive, signal)
}
