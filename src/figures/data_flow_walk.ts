import { type HistogramData, LatencyHistogram } from "../base/latency_histogram.ts";
import type { DesignConfig } from "../designs/design_config.ts";
import { buildStack, type Stack } from "../designs/stack.ts";
import type { Flow } from "../flow/operation.ts";
import type { HeaderFields, Tier } from "../ports/http.ts";
import type { Probe } from "../ports/probe.ts";
import type { StackPorts } from "../ports/stack_ports.ts";

/** The ways of architecture A's "Data Flow" 1 to 3, for a page, its JSON and a page that the client still holds. */
export type FlowName = "miss page" | "L1 page" | "L1 JSON" | "L1 304" | "L2 page" | "L2 JSON";

/** What a walk over a design's data flows came to. Times in ms. */
export interface Walk {
  /** End to end, by flow; only replies that came from where the flow says. */
  readonly flows: Readonly<Partial<Record<FlowName, HistogramData>>>;
  /** A page as it was sent, bytes. */
  readonly pageBytes: HistogramData;
  readonly queryMs: HistogramData;
  readonly compression: { readonly inputBytes: number; readonly outputBytes: number; readonly ms: HistogramData };
  /** Cache-Control of a static file and of an image. */
  readonly cacheControl: Readonly<Record<"static" | "image", string | undefined>>;
}

const passOn: Tier = (next) => next;
const CLIENT = { "accept-encoding": "gzip, br", "x-client": "1" };

/**
 * Sends one request after another down the document's data flows: a miss that fills every level, hits in memory, then, after
 * memory was emptied, a hit in the second level. The same walk runs in both worlds.
 */
export function* walkDataFlows(config: DesignConfig, ports: StackPorts, products: number): Flow<Walk> {
  const heard = new Heard();
  const stack = buildStack(config, { ports, probe: heard, monitored: passOn });
  yield* stack.start();
  const walker = new Walker(stack, ports, heard);
  for (let id = 0; id < products; id++) yield* walker.visit(id, { hasL2: config.l2 !== undefined });
  const cacheControl = { static: yield* walker.lifetime("/static/1"), image: yield* walker.lifetime("/images/1") };
  stack.audit();
  stack.close();
  return { ...walker.result(), ...heard.result(), cacheControl };
}

class Walker {
  readonly #stack: Stack;
  readonly #ports: StackPorts;
  readonly #heard: Heard;
  readonly #flows = new Map<FlowName, LatencyHistogram>();
  readonly #pageBytes = new LatencyHistogram();

  constructor(stack: Stack, ports: StackPorts, heard: Heard) {
    this.#stack = stack;
    this.#ports = ports;
    this.#heard = heard;
  }

  *visit(id: number, { hasL2 }: { hasL2: boolean }): Flow<void> {
    const [page, json] = [`/products/${id}`, `/api/products/${id}`];
    const tag = yield* this.#ask(page, { flow: "miss page", from: ["database"] });
    this.#heard.isOpen = false;
    yield* this.#ask(page, { flow: "L1 page", from: ["l1"] });
    yield* this.#ask(json, { flow: "L1 JSON", from: ["l1"] });
    if (tag !== undefined) {
      yield* this.#ask(page, { flow: "L1 304", from: ["l1", "conditional"], headers: { "if-none-match": tag } });
    }
    if (hasL2) {
      this.#stack.restart();
      yield* this.#ask(page, { flow: "L2 page", from: ["l2"] });
      this.#stack.restart();
      yield* this.#ask(json, { flow: "L2 JSON", from: ["l2"] });
    }
    this.#heard.isOpen = true;
  }

  *lifetime(path: string): Flow<string | undefined> {
    const reply = yield* this.#stack.fetch({ method: "GET", path, headers: CLIENT });
    return reply.headers["cache-control"];
  }

  result(): Pick<Walk, "flows" | "pageBytes"> {
    const flows = Object.fromEntries([...this.#flows].map(([name, histogram]) => [name, histogram.toData()]));
    return { flows, pageBytes: this.#pageBytes.toData() };
  }

  *#ask(
    path: string,
    expected: { flow: FlowName; from: readonly string[]; headers?: HeaderFields },
  ): Flow<string | undefined> {
    const { clock } = this.#ports;
    const startedMs = clock.nowMs();
    const reply = yield* this.#stack.fetch({ method: "GET", path, headers: { ...CLIENT, ...expected.headers } });
    const is304 = expected.flow === "L1 304";
    if (expected.from.includes(reply.servedBy) && is304 === (reply.status === 304)) {
      let histogram = this.#flows.get(expected.flow);
      if (histogram === undefined) this.#flows.set(expected.flow, histogram = new LatencyHistogram());
      histogram.record(clock.nowMs() - startedMs);
    }
    if (reply.status === 200 && path.startsWith("/products/")) this.#pageBytes.record(reply.body?.sizeBytes ?? 0);
    return reply.headers["etag"];
  }
}

/** Listens to queries and codecs; to queries only on a full miss. */
class Heard implements Probe {
  isOpen = true;
  readonly #queries = new LatencyHistogram();
  readonly #compression = new LatencyHistogram();
  #inputBytes = 0;
  #outputBytes = 0;

  emit: Probe["emit"] = (event) => {
    if (event.kind === "query" && this.isOpen) this.#queries.record(event.durationMs);
    if (event.kind !== "compressed") return;
    this.#compression.record(event.latencyMs);
    this.#inputBytes += event.inputBytes;
    this.#outputBytes += event.outputBytes;
  };

  result(): Pick<Walk, "queryMs" | "compression"> {
    return {
      queryMs: this.#queries.toData(),
      compression: { inputBytes: this.#inputBytes, outputBytes: this.#outputBytes, ms: this.#compression.toData() },
    };
  }
}
