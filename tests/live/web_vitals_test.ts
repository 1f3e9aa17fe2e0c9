import { assert, assertEquals } from "@std/assert";
import { openLiveStack } from "../../src/cli/live_stack.ts";
import { aDevelopment } from "../../src/designs/registered.ts";
import { programPath, serverTest } from "../support/servers.ts";

const chromium = programPath("chromium");

/** A visitor who looks at a product page in a frame and leaves it; its script posts then. */
const visitor = (url: string) =>
  `<!doctype html><title>visitor</title><iframe width="800" height="600" src="${url}"></iframe>
<script>
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => setTimeout(() => { frame.src = "about:blank"; }, 500), { once: true });
</script>`;

serverTest("a browser that leaves a page of the shop tells the monitor its web vitals", { chromium }, async () => {
  const live = await openLiveStack({
    name: "a-development",
    config: aDevelopment,
    seed: 1,
    products: 10,
    port: 0,
    redisUrl: undefined,
    databaseUrl: undefined,
    onUnhandled: () => {},
  });
  const profile = await Deno.makeTempDir({ prefix: "tierlab-chromium-" });
  const page = `${profile}/visitor.html`;
  await Deno.writeTextFile(page, visitor(`${live.url}/products/1`));
  const browser = new Deno.Command(chromium!, {
    args: [
      ...[
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--remote-debugging-port=0",
      ],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...[`--user-data-dir=${profile}/profile`, `file://${page}`],
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const { webVitals } = await vitalsOf(live.url);
    assertEquals(webVitals.CLS.rating, "good");
    assert(webVitals.TTFB.p75 > 0, "a first byte takes time");
  } finally {
    browser.kill("SIGKILL");
    await browser.status;
    await live.close();
    await removed(profile);
  }
});

interface Vitals {
  readonly webVitals: Record<"CLS" | "TTFB", { readonly count: number; readonly p75: number; readonly rating: string }>;
}

/** Waits until a browser has posted. */
async function vitalsOf(url: string): Promise<Vitals> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const metrics: Vitals = await (await fetch(`${url}/api/performance/metrics`)).json();
    if (metrics.webVitals.CLS.count > 0) return metrics;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new RangeError("Cannot see web vitals: a browser must post them within a minute: received none");
}

/** The browser's helpers may still write while they end. */
async function removed(folder: string): Promise<void> {
  for (let attempt = 0;; attempt++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
