import type { DataTable } from "../charts/chart.ts";

/** A table that scrolls inside itself when it is wider than the page; the first column heads its row. */
export function Table({ caption, table }: { caption: string; table: DataTable }) {
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="sortable">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {table.head.map((text, column) => <th key={column} scope="col">{text}</th>)}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((text, column) =>
                column === 0 ? <th key={column} scope="row">{text}</th> : <td key={column}>{text}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
