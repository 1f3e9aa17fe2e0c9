import { testRule } from "./rule_cases.ts";

const IMPORT = 'import { sleep, spawn } from "../flow/instructions.ts";';
const HERE = "src/cache/store.ts";

testRule("dropped-operation", [
  [`${IMPORT} function* f() { sleep(5); }`, HERE, 1],
  [`${IMPORT} function* f() { yield sleep(5); }`, HERE, 1],
  [`${IMPORT} function* f() { spawn(g()); const x = yield spawn(g()); }`, HERE, 2],
  ['import { sleep as pause } from "../flow/instructions.ts"; pause(5);', HERE, 1],
  ['import * as flow from "../flow/mod.ts"; flow.sleep(5);', HERE, 1],
  ['import { sleep } from "./instructions.ts"; sleep(5);', "src/flow/retry.ts", 1],
  ['import { sleep } from "../../src/flow/instructions.ts"; sleep(5);', "tests/flow/sleep_test.ts", 1],
  [`${IMPORT} function* f() { yield* sleep(5); }`, HERE, 0],
  [`${IMPORT} const operation = sleep(5);`, HERE, 0],
  [`${IMPORT} const f = () => sleep(5);`, HERE, 0],
  [`${IMPORT} function f() { return spawn(g()); }`, HERE, 0],
  ['import { sleep } from "./nap.ts"; sleep(5);', HERE, 0],
  ['import type { sleep } from "../flow/instructions.ts"; sleep(5);', HERE, 0],
  ['import { Semaphore } from "../flow/semaphore.ts"; new Semaphore(1); Semaphore(1);', HERE, 0],
  ["function* all() {} all(); store.all();", HERE, 0],
]);
