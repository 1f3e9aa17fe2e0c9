import { ChannelSubscriptions } from "../adapters/live/channel_subscriptions.ts";
import { CallFailure, HttpCalls } from "../adapters/live/load/http_calls.ts";
import type { Target } from "../adapters/live/load/target.ts";
import { clientCalibration } from "../adapters/sim/client_calibration.ts";
import { ModelledNetwork } from "../adapters/sim/modelled_network.ts";
import { Random } from "../base/random.ts";
import { chain } from "../flow/chain.ts";
import type { Clock } from "../flow/clock.ts";
import { sleep } from "../flow/instructions.ts";
import { LiveWorld } from "../flow/live_clock.ts";
import type { Region } from "../ports/client_network.ts";
import { type ClientRecord, ClientTraffic } from "../runner/client_traffic.ts";
import type { Schedule } from "../workload/schedule.ts";

/** A load by a design's own clients, as it is sent to a worker. */
export interface ClientOrder {
  readonly schedule: Schedule;
  readonly seed: number;
  /** Replies that one client keeps. */
  readonly entries: number;
  readonly doors: readonly (readonly [Region, Target])[];
  /** Where channels are: "ws://127.0.0.1:PORT/cable". */
  readonly cableUrl: string;
  readonly timeoutMs: number;
  readonly windowMs: number;
}

export type ToClientWorker =
  | { readonly kind: "prepare"; readonly order: ClientOrder }
  | { readonly kind: "go"; readonly startEpochMs: number }
  | { readonly kind: "stop" };

export type FromClientWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly sent: number }
  | { readonly kind: "record"; readonly record: ClientRecord }
  | { readonly kind: "failure"; readonly error: { message: string; stack: string | undefined } };

declare const self: {
  onmessage: ((event: MessageEvent<ToClientWorker>) => void) | null;
  postMessage(message: FromClientWorker): void;
};

let order: ClientOrder | undefined;
let stop: () => void = () => {};

self.onmessage = async ({ data }) => {
  try {
    switch (data.kind) {
      case "prepare":
        order = data.order;
        return self.postMessage({ kind: "ready" });
      case "go":
        return self.postMessage({ kind: "record", record: await sendAll(order!, data.startEpochMs) });
      case "stop":
        return stop();
      default:
        return data satisfies never;
    }
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new TypeError(String(error));
    self.postMessage({ kind: "failure", error: { message, stack } });
  }
};

/** Sends the load, or as much of it as there is time for until it is stopped. */
async function sendAll(
  { schedule, seed, entries, doors, cableUrl, timeoutMs, windowMs }: ClientOrder,
  startEpochMs: number,
): Promise<ClientRecord> {
  const failures: unknown[] = [];
  const world = new LiveWorld({ onUnhandled: (error) => failures.push(error) });
  const startMs = startEpochMs - world.epochMs;
  const clock: Clock = { nowMs: () => Math.max(0, world.nowMs() - startMs), epochMs: startEpochMs };
  const onOpened = () => traffic.opened();
  const calls = doors.map(([region, target]) => [region, new HttpCalls({ target, timeoutMs, onOpened })] as const);
  const channel = new ChannelSubscriptions({ url: cableUrl, onLost: () => traffic.lost("channels") });
  const traffic = new ClientTraffic({
    ...{ schedule, clock, entries, channel, windowMs },
    network: new ModelledNetwork({
      clock,
      random: new Random(seed).fork("world"),
      calibration: clientCalibration,
      offline: schedule.offline ?? [],
    }),
    doors: new Map(calls.map(([region, { fetch }]) => [region, fetch])),
    onProgress: (sent) => self.postMessage({ kind: "progress", sent }),
  });
  const stopped = new Promise<void>((resolve) => stop = resolve);
  const waitMs = Math.max(0, startMs - world.nowMs());
  const sending = world.run(() => chain(sleep(waitMs), () => traffic.send()));
  sending.catch(() => {});
  await Promise.race([sending, stopped]);
  const record = traffic.finish();
  world.close();
  channel.close();
  for (const [, one] of calls) one.close();
  // A queued write whose server is gone is told by its queue; anything else in the background is a bug.
  const bug = failures.find((error) => !(error instanceof CallFailure));
  if (bug !== undefined) throw bug;
  return record;
}
