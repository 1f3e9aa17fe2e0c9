/**
 * An array with room for every id below `ids`: the same one while it has, otherwise a larger copy.
 *
 * @param fill What the new places hold.
 */
export function widened<Column extends Uint8Array | Int32Array>(column: Column, ids: number, fill = 0): Column {
  if (ids <= column.length) return column;
  const length = column.length === 0 ? ids : Math.max(ids, 2 * column.length);
  const wide = (column instanceof Uint8Array ? new Uint8Array(length) : new Int32Array(length)) as Column;
  wide.set(column);
  if (fill !== 0) wide.fill(fill, column.length);
  return wide;
}
