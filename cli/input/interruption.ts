import { isatty } from "node:tty";
import type { Stop } from "../../operation/operate.ts";

/** Listens for the wish to stop, by SIGINT or SIGTERM, until `end`; `onStop` is called at the first. */
export function interruption(onStop: () => void): Stop & { readonly end: () => void } {
  const controller = new AbortController();
  let isTold = false;
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) return;
    // A terminal's interrupt reaches all that run in it, the engines too, to whom a second one means to give up what they have begun.
    isTold = signal === "SIGINT" && isatty(0);
    onStop();
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    get reachedEngines() {
      return isTold;
    },
    end: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
