/**
 * The script that a page carries to measure its web vitals in the browser and post them once, when it is left or hidden.
 *
 * LCP: the last candidate (W3C Largest Contentful Paint). FID: the first input's delay (W3C Event Timing, `first-input`). CLS: the
 * largest session window, gaps below 1 s and at most 5 s long (web.dev/articles/evolving-cls). TTFB: the navigation's first
 * byte. A browser that lacks one of them leaves it out.
 *
 * @param path Where to post, on the page's own origin.
 * @returns JavaScript without the script element.
 */
export function webVitalsScript(path: string): string {
  return `(() => {
  const vitals = new Map();
  const observe = (type, see) => {
    try {
      new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
    } catch {
      return; // This browser does not know the type.
    }
  };
  observe("largest-contentful-paint", (entry) => vitals.set("LCP", entry.startTime));
  observe("first-input", (entry) => vitals.set("FID", entry.processingStart - entry.startTime));
  observe("navigation", (entry) => vitals.set("TTFB", entry.responseStart));
  let session = { value: 0, first: -Infinity, last: -Infinity };
  vitals.set("CLS", 0);
  observe("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    const goesOn = entry.startTime - session.last < 1000 && entry.startTime - session.first < 5000;
    session = goesOn
      ? { ...session, value: session.value + entry.value, last: entry.startTime }
      : { value: entry.value, first: entry.startTime, last: entry.startTime };
    vitals.set("CLS", Math.max(vitals.get("CLS"), session.value));
  });
  const send = () => {
    if (document.visibilityState !== "hidden" || vitals.size === 0) return;
    const body = JSON.stringify([...vitals].map(([name, value]) => ({ name, value: Math.max(0, value) })));
    vitals.clear();
    fetch(${
    JSON.stringify(path)
  }, { method: "POST", headers: { "content-type": "application/json" }, body, keepalive: true })
      .catch(() => {}); // The page is gone; there is nobody to tell.
    removeEventListener("visibilitychange", send);
  };
  addEventListener("visibilitychange", send);
})();`;
}
