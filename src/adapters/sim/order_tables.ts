import { ORDER_SQL, ORDERS_A_PAGE } from "../../market/order_sql.ts";
import type { Row, SqlResult } from "../../ports/sql_database.ts";
import type { RunStatement } from "./simulated_cluster.ts";

/** What a row of orders weighs, bytes. */
const ROW_BYTES = 60;

/** One server's orders in simulated time: those that the run placed; what was there before decides nothing. */
export function orderTables(): RunStatement {
  const placed: Row[] = [];
  const byUser = new Map<number, Row[]>();
  return (sql, params) => {
    switch (sql) {
      case ORDER_SQL.place: {
        const [id, user_id, product_id, quantity, total_cents] = params.map(Number);
        const row = {
          id: id!,
          user_id: user_id!,
          product_id: product_id!,
          quantity: quantity!,
          total_cents: total_cents!,
        };
        placed.push(row);
        const own = byUser.get(user_id!);
        if (own === undefined) byUser.set(user_id!, [row]);
        else own.push(row);
        return { rows: [], sizeBytes: 0, changes: 1 };
      }
      case ORDER_SQL.read:
        return page(byUser.get(Number(params[0])) ?? []);
      case ORDER_SQL.list:
        return page(placed);
      case ORDER_SQL.placed:
        return sized(placed.filter(({ id }) => Number(id) >= Number(params[0])));
      case "BEGIN":
      case "COMMIT":
        return sized([]);
      default:
        throw new RangeError(`Cannot simulate a statement: it must be one of ORDER_SQL: received ${sql}`);
    }
  };
}

/** The highest numbers first. Placed late in a run they are placed nearly in order: those before the last hundred need no look. */
function page(rows: readonly Row[]): SqlResult {
  const last = rows.slice(-5 * ORDERS_A_PAGE).sort((one, other) => Number(other["id"]) - Number(one["id"]));
  return sized(last.slice(0, ORDERS_A_PAGE));
}

function sized(rows: readonly Row[]): SqlResult {
  return { rows, sizeBytes: ROW_BYTES * rows.length };
}
