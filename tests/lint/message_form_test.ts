import { testRule } from "./rule_cases.ts";

const HERE = "src/cache/store.ts";

testRule("message-form", [
  ['throw new Error("Cannot do it: it must be so: received x");', HERE, 1],
  ['const error = Error("no");', HERE, 1],
  ['throw new RangeError("maxEntries must be positive");', HERE, 1],
  ["throw new TypeError(`no such policy ${name}`);", HERE, 1],
  ['throw new RangeError("Cannot make a store");', HERE, 1],
  ['throw new RangeError("maxEntries " + "must be positive");', HERE, 1],
  ['throw new Failure("unknown-name", `no policy ${name}`);', HERE, 1],
  ["throw new StuckSimulation(`it is stuck on ${what}`);", HERE, 1],
  ['throw new RangeError("Cannot make a store: maxEntries must be positive: received 0");', HERE, 0],
  ["throw new RangeError(`Cannot make ${name}: it must have a size: received ${size}`);", HERE, 0],
  ["throw new RangeError(`Cannot send: the channel must be open: received an item`);", HERE, 0],
  ['throw new RangeError("Cannot make a store: " + `it must have a size: received ${size}`);', HERE, 0],
  ['throw new Failure("unknown-name", `Cannot use ${name}: it must be registered: received ${name}`);', HERE, 0],
  ["throw new TypeError(message);", HERE, 0],
  ["throw new TypeError(`${what}: it must be so: received x`);", HERE, 0],
  ['throw new DeadlineError("pool", 5, { cause });', HERE, 0],
  ['const label = new Label("maximum entries");', HERE, 0],
  ["class StoreError extends Error {}", HERE, 0],
  ['throw new Error("no");', "tests/cache/store_test.ts", 0],
  ['throw new Error("no");', "std/http/serve_dir.ts", 0],
]);
