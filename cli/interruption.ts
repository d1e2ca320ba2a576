/** A wish to stop, as the terminal or another program sends it. */
export interface Interruption {
  /** Aborted when the engines are to be told to stop. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly end: () => void;
}

/** Listens for SIGINT and SIGTERM until `end`. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    end: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
