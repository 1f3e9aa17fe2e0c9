/** One line of a comparison: in both, in the actual value only, or in the expected value only. */
export type DiffLine = { kind: "common" | "actual" | "expected"; text: string };

/** Above this many cells the table would cost more than a reader gains from a minimal diff. */
const MAX_TABLE_CELLS = 4_000_000;

/**
 * Compares two lists of lines by their longest common subsequence: O(n·m) in what lies between the common head and the
 * common tail. Beyond four million cells the middle is listed as removed and added as a whole.
 */
export function diff(
  actual: readonly string[],
  expected: readonly string[],
): DiffLine[] {
  const shorter = Math.min(actual.length, expected.length);
  let head = 0;
  while (head < shorter && actual[head] === expected[head]) head++;
  let tail = 0;
  while (
    tail < shorter - head && actual.at(-1 - tail) === expected.at(-1 - tail)
  ) tail++;

  const common = (text: string): DiffLine => ({ kind: "common", text });
  return [
    ...actual.slice(0, head).map(common),
    ...diffMiddle(
      actual.slice(head, actual.length - tail),
      expected.slice(head, expected.length - tail),
    ),
    ...actual.slice(actual.length - tail).map(common),
  ];
}

function diffMiddle(
  actual: readonly string[],
  expected: readonly string[],
): DiffLine[] {
  const width = expected.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  if ((actual.length + 1) * width <= MAX_TABLE_CELLS) {
    const longest = commonLengths(actual, expected);
    const at = (row: number, column: number) => longest[row * width + column] ?? 0;
    while (i < actual.length && j < expected.length) {
      if (actual[i] === expected[j]) {
        lines.push({ kind: "common", text: actual[i++]! }), j++;
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        lines.push({ kind: "actual", text: actual[i++]! });
      } else lines.push({ kind: "expected", text: expected[j++]! });
    }
  }
  while (i < actual.length) lines.push({ kind: "actual", text: actual[i++]! });
  while (j < expected.length) {
    lines.push({ kind: "expected", text: expected[j++]! });
  }
  return lines;
}

/** Cell (i, j), row by row: how long the longest common subsequence of actual[i..] and expected[j..] is. */
function commonLengths(
  actual: readonly string[],
  expected: readonly string[],
): Uint32Array {
  const width = expected.length + 1;
  const lengths = new Uint32Array((actual.length + 1) * width);
  for (let i = actual.length - 1; i >= 0; i--) {
    for (let j = expected.length - 1; j >= 0; j--) {
      const cell = i * width + j;
      lengths[cell] = actual[i] === expected[j]
        ? lengths[cell + width + 1]! + 1
        : Math.max(lengths[cell + width]!, lengths[cell + 1]!);
    }
  }
  return lengths;
}
