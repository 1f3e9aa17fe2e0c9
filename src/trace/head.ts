/** The whole lines among a file's first bytes, without the empty ones; a single unfinished line counts as whole. */
export function firstLines(head: Uint8Array, most: number): string[] {
  if (head.includes(0)) return [];
  const lines = new TextDecoder().decode(head).split(/\r?\n/);
  if (lines.length > 1) lines.pop();
  return lines.filter((line) => line !== "").slice(0, most);
}
