/** Aligns rows of cells: the first column to the left, the others to the right; lines stay within 80 columns if the cells do. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => width(row[column] ?? ""))));
  return all.map((row) =>
    row.map((cell, column) => {
      const gap = " ".repeat(widths[column]! - width(cell));
      return column === 0 ? cell + gap : gap + cell;
    }).join("  ").trimEnd()
  );
}

function width(text: string): number {
  return [...text].length;
}
