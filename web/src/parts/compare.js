// Two versions side by side: where one is scrolled to, the other goes too.

/** Ties two scrolling panes together by their share of the whole way. */
export function together([one, other]) {
  if (!one || !other) return;
  let led = null; // the pane that is being moved by us, whose next event is no wish of the reader
  const follow = (from, to) => from.addEventListener("scroll", () => {
    if (led === from) {
      led = null;
      return;
    }
    const way = from.scrollHeight - from.clientHeight;
    const goal = way > 0 ? (from.scrollTop / way) * (to.scrollHeight - to.clientHeight) : 0;
    if (Math.abs(to.scrollTop - goal) < 1) return;
    led = to;
    to.scrollTop = goal;
  }, { passive: true });
  follow(one, other);
  follow(other, one);
}
