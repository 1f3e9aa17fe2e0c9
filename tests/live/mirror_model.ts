import { assertEquals } from "@std/assert";
import type { DatabaseOptimizerFace } from "../../src/adapters/live/database_face.ts";
import { Random } from "../../src/base/random.ts";

/** Makes the tables that the mirror test works on. */
export const MIRROR_SCHEMA = [
  "CREATE TABLE goods (id integer PRIMARY KEY, price integer NOT NULL)",
  "CREATE TABLE notes (id integer PRIMARY KEY, goods_id integer NOT NULL, stars integer NOT NULL)",
];

const ROWS = 20;
const OPERATIONS_A_WRITE = 25;
const READS_AFTER_WRITE = 8;

/**
 * Mixed reads and writes, many at once, against a model of a few Maps. One writer at a time, as the model has no isolation of its
 * own; a read that overlaps a write may see the state before or after it, any other must see exactly the model's.
 */
export async function checkMirror(
  db: DatabaseOptimizerFace,
  options: { operations: number; seed: number },
): Promise<{ hits: number; checked: number }> {
  const random = new Random(options.seed);
  const goods = new Map<number, number>();
  let notes = 0;
  /** Raised when a write begins and when it is over. */
  let changes = 0;
  for (let id = 0; id < ROWS; id++) {
    goods.set(id, id);
    await db.executeWithStats("INSERT INTO goods VALUES ($1, $2)", [id, id]);
  }
  let hits = 0;
  /** Reads that no write overlapped. */
  let checked = 0;
  const price = async (id: number): Promise<void> => {
    const before = changes;
    const expected = goods.get(id);
    const { rows, stats } = await db.executeWithStats("SELECT price FROM goods WHERE id = $1", [id]);
    if (stats.source === "cache") hits++;
    if (changes !== before || before % 2 === 1) return;
    checked++;
    assertEquals(rows, expected === undefined ? [] : [{ price: expected }]);
  };
  const sum = async (): Promise<void> => {
    const before = changes;
    const [total, count] = [[...goods.values()].reduce((a, b) => a + b, 0), notes];
    const { rows: [row] } = await db.executeWithStats(
      "WITH s AS (SELECT sum(price) AS total FROM goods) SELECT total, (SELECT count(*) FROM notes) AS n FROM s",
    );
    if (changes !== before || before % 2 === 1) return;
    checked++;
    assertEquals([Number(row!["total"]), Number(row!["n"])], [total, count]);
  };
  const write = async (): Promise<void> => {
    const id = random.below(ROWS);
    const value = random.below(1000);
    changes++;
    const kind = random.below(5);
    if (kind === 0) {
      await db.executeWithStats("DELETE FROM goods WHERE id = $1", [id]);
      goods.delete(id);
    } else if (kind === 1) {
      const isThere = goods.has(id);
      if (!isThere) {
        await db.executeWithStats("INSERT INTO goods (id, price) VALUES ($1, $2)", [id, value]);
        goods.set(id, value);
      }
    } else if (kind === 2) {
      await db.executeWithStats("INSERT INTO notes VALUES ($1, $2, 3)", [notes, id]);
      notes++;
    } else if (kind === 3) {
      await db.transaction(async (transaction) => {
        await transaction.executeWithStats("UPDATE goods SET price = $1 WHERE id = $2", [value, id]);
        const { rows } = await transaction.executeWithStats("SELECT price FROM goods WHERE id = $1", [id]);
        assertEquals(rows, goods.has(id) ? [{ price: value }] : []);
      });
      if (goods.has(id)) goods.set(id, value);
    } else {
      const given = new RangeError("rolled back on purpose");
      await db.transaction(async (transaction) => {
        await transaction.executeWithStats("UPDATE goods SET price = $1", [-1]);
        throw given;
      }).catch((error) => assertEquals(error, given));
    }
    changes++;
  };
  const writes = Math.round(options.operations / OPERATIONS_A_WRITE);
  let reads = options.operations - writes;
  let written = 0;
  const read = () => random.chance(0.05) ? sum() : price(random.below(ROWS));
  const writer = async (): Promise<void> => {
    for (; written < writes; written++) {
      await write();
      // Nothing is being written now: each of these must see exactly the model, whatever the others put into the cache.
      for (let turn = 0; turn < READS_AFTER_WRITE; turn++, reads--) await read();
    }
    written = Infinity;
  };
  // Hits take no time: without a rein the readers would be over before the first write is.
  const reader = async (): Promise<void> => {
    while (reads-- > 0) {
      await read();
      while (options.operations - writes - reads > (written + 1) * OPERATIONS_A_WRITE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  };
  await Promise.all([writer(), ...Array.from({ length: 6 }, reader)]);
  return { hits, checked };
}
