/** How the caller's own message is put behind ours: `: <message>`, or a full stop when there is none. */
export function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}
