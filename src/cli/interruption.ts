/** Ctrl-C and termination as a signal that parts can listen to. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to the system. */
  release(): void;
}

export function interruption(): Interruption {
  const controller = new AbortController();
  const stop = () => controller.abort();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  return {
    signal: controller.signal,
    release: () => {
      Deno.removeSignalListener("SIGINT", stop);
      Deno.removeSignalListener("SIGTERM", stop);
    },
  };
}
