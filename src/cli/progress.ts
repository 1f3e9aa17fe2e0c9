import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Shows how far long work is: a bar on a terminal, nothing otherwise. */
export interface Progress {
  /** @param done 0..total */
  update(done: number): void;
  stop(): void;
}

export function progressOf(terminal: Terminal, options: { title: string; total: number }): Progress {
  if (!terminal.isWatched || options.total <= 0) return { update: () => {}, stop: () => {} };
  const format = `${options.title} {bar} {percentage}% | {eta_formatted} left`;
  const bar = new SingleBar({ format, barsize: 30, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(options.total, 0);
  return { update: (done) => bar.update(Math.min(done, options.total)), stop: () => bar.stop() };
}
