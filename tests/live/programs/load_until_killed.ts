/**
 * Asks a PostgreSQL without pause and says on stdout what came of it, one line of JSON each 100 ms, until it is told "end" on
 * stdin. A process of its own: what is not caught ends it, and that is what its test looks for.
 */
import { createDatabaseOptimizer } from "../../../src/mod.ts";

const db = createDatabaseOptimizer({
  url: Deno.args[0]!,
  cache: false,
  maxConnections: 16,
  acquireTimeoutMs: 1000,
  onError: (error) => console.log(JSON.stringify({ background: String(error) })),
});
const counts = { done: 0, lost: 0, others: [] as string[] };
let isOver = false;

async function ask(turn: number): Promise<void> {
  // A large parameter is still being written when the server dies; a cancelled query closes its session at that moment.
  const isLarge = turn % 3 === 0;
  const end = new AbortController();
  if (turn % 7 === 0) setTimeout(() => end.abort(new RangeError("cancelled on purpose")), 2);
  try {
    if (isLarge) await db.executeWithStats("SELECT $1::text AS t", ["x".repeat(200_000)], { signal: end.signal });
    else if (turn % 5 === 0) {
      await db.transaction(async (transaction) => {
        await transaction.executeWithStats("SELECT pg_sleep(0.005)");
      }, { signal: end.signal });
    } else await db.executeWithStats("SELECT pg_sleep(0.002)", [], { signal: end.signal });
    counts.done++;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "connection-lost" || code === "pool-exhausted" || message.includes("on purpose")) counts.lost++;
    else if (counts.others.length < 5) counts.others.push(`${code} ${message}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const callers = Array.from({ length: 24 }, async (_, index) => {
  for (let turn = index; !isOver; turn++) await ask(turn);
});
const report = setInterval(() => console.log(JSON.stringify(counts)), 100);
for await (const chunk of Deno.stdin.readable) if (new TextDecoder().decode(chunk).includes("end")) break;
isOver = true;
await Promise.all(callers);
clearInterval(report);
await db.close();
console.log(JSON.stringify({ ...counts, isOver: true }));
