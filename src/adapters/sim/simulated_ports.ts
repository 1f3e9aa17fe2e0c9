import type { Random } from "../../base/random.ts";
import type { Clock } from "../../flow/clock.ts";
import { chain } from "../../flow/chain.ts";
import { immediate, sleep } from "../../flow/instructions.ts";
import { fileAt } from "../../market/files.ts";
import type { Fetch, Tier, WebReply } from "../../ports/http.ts";
import type { Hop, StackPorts } from "../../ports/stack_ports.ts";
import type { Calibration } from "./calibration.ts";
import type { Distribution } from "./distribution.ts";
import { SimulatedContent } from "./simulated_content.ts";
import { ShopTables, SimulatedDatabase } from "./simulated_database.ts";
import { SimulatedSharedStore } from "./simulated_store.ts";
import { SimulatedTagBus } from "./simulated_tag_bus.ts";

/** A simulated outside world, and the handles that break parts of it. */
export interface SimulatedPorts extends StackPorts {
  readonly faults: {
    /** The shared store answers, or does not. */
    sharedStore(isDown: boolean): void;
    /** Codecs and hashes work, or throw. */
    content(isBroken: boolean): void;
  };
}

/** Makes the outside world of one simulated run. */
export function simulatedPorts(
  options: { clock: Clock; random: Random; calibration: Calibration; products: number },
): SimulatedPorts {
  const { clock, calibration } = options;
  const random = options.random.fork("world");
  const tables = new ShopTables({ products: options.products });
  const content = new SimulatedContent({ calibration, random });
  const store = new SimulatedSharedStore({ clock, random, calibration });
  const bus = new SimulatedTagBus({ random, latency: calibration.tagBus.value });
  return {
    clock,
    random,
    content,
    files: simulatedFiles,
    database: (replica) => new SimulatedDatabase({ tables, calibration, random, name: String(replica) }),
    sharedStore: (namespace) => store.view(namespace),
    tagBus: () => bus,
    hop: (name) => delayed(hopTime(calibration, name), random.fork(`hop ${name}`)),
    faults: {
      sharedStore: (isDown) => store.isDown = isDown,
      content: (isBroken) => content.isBroken = isBroken,
    },
  };
}

function hopTime(calibration: Calibration, hop: Hop): Distribution {
  switch (hop) {
    case "application":
      return calibration.application.value;
    case "cdn":
      return calibration.cdn.value;
    case "reverse-proxy":
      return calibration.reverseProxy.value;
    case "cdn-to-origin":
      return calibration.cdnToOrigin.value;
    case "proxy-to-application":
      return calibration.proxyToApplication.value;
    default:
      return hop satisfies never;
  }
}

function delayed(time: Distribution, random: Random): Tier {
  return (next) => (request) => chain(sleep(time.draw(random)), () => next(request));
}

const simulatedFiles: Fetch = (request) => {
  const file = fileAt(request.path);
  return immediate<WebReply>(
    file === undefined ? { status: 404, headers: {}, body: undefined, servedBy: "files" } : {
      status: 200,
      headers: { "content-type": file.contentType },
      body: { sizeBytes: file.sizeBytes, content: file.sizeBytes },
      servedBy: "files",
    },
  );
};
