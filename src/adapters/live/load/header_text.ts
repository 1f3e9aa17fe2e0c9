/** Entries that are remembered before everything is forgotten: entity tags differ from reply to reply. */
const MOST_KNOWN = 2048;

interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Bytes of header fields as text. A server says the same again and again, so that a text is made once and found by its bytes from then
 * on, which costs a tenth of decoding it.
 */
export class HeaderText {
  readonly #known = new Map<number, Known>();
  readonly #names = new Map<number, Known>();

  /** A field's name in lower case. */
  name(bytes: Uint8Array, from: number, to: number): string {
    return find(this.#names, bytes, { from, to, isLower: true });
  }

  /** A field's value; bytes above 127 as Latin-1. */
  value(bytes: Uint8Array, from: number, to: number): string {
    return find(this.#known, bytes, { from, to, isLower: false });
  }
}

function find(
  known: Map<number, Known>,
  bytes: Uint8Array,
  { from, to, isLower }: { from: number; to: number; isLower: boolean },
): string {
  // FNV-1a, 32 bits (Fowler, Noll, Vo 1991).
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  const found = known.get(hash);
  if (found !== undefined && isSame(found.bytes, bytes, from, to)) return found.text;
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
  if (isLower) text = text.toLowerCase();
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(hash, { bytes: bytes.slice(from, to), text });
  return text;
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = from; at < to; at++) if (known[at - from] !== bytes[at]) return false;
  return true;
}
