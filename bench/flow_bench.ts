import { sleep, spawn } from "../src/flow/instructions.ts";
import type { Flow } from "../src/flow/operation.ts";
import { simulate } from "../src/flow/simulated_world.ts";

// The kernel: a driver that spawns one task a request, each sleeping once below so many levels of yield*.
const REQUESTS = 20_000;

function* leaf(): Flow<number> {
  yield* sleep(5);
  return 1;
}

function* nested(depth: number): Flow<number> {
  return depth === 0 ? yield* leaf() : yield* nested(depth - 1);
}

function* drive(depth: number): Flow<number> {
  let started = 0;
  for (; started < REQUESTS; started++) {
    yield* sleep(0.01);
    yield* spawn(nested(depth));
  }
  return started;
}

for (const depth of [0, 4, 8]) {
  Deno.bench(`${REQUESTS} requests, ${depth} levels of yield*`, { group: "kernel", baseline: depth === 0 }, () => {
    if (simulate(() => drive(depth)) !== REQUESTS) {
      throw new RangeError("Cannot trust the bench: every request must start");
    }
  });
}
