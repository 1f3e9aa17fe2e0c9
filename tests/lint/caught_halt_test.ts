import { testRule } from "./rule_cases.ts";

const HERE = "src/cache/store.ts";

testRule("caught-halt", [
  ["function* f() { try { yield* g(); } catch (error) { tell(error); } }", HERE, 1],
  ["function* f() { try { yield* g(); } catch { tell(); } }", HERE, 1],
  ["function* f() { try { yield* g(); } catch (error) { tell(error); rethrowHalt(error); } }", HERE, 1],
  ["function* f() { try { yield* g(); } catch (error) { rethrowHalt(other); } }", HERE, 1],
  ["const o = { *f() { try { if (a) yield* g(); } catch (error) { tell(error); } } };", HERE, 1],
  ["function* f() { try { yield* g(); } catch (error) { rethrowHalt(error); tell(error); } }", HERE, 0],
  ["function* f() { try { yield* g(); } finally { close(); } }", HERE, 0],
  ["function* f() { yield* g(); try { h(); } catch { tell(); } }", HERE, 0],
  ["function* f() { try { const h = function* () { yield* g(); }; } catch { tell(); } }", HERE, 0],
  ["async function* f() { try { yield* g(); } catch { tell(); } }", "src/adapters/live/trace_file.ts", 0],
]);
