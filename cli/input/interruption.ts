import { isatty } from "node:tty";
import type { Stop } from "../../operation/operate.ts";

/** Listens for SIGINT, SIGTERM and SIGHUP until `end`, and calls `onStop` at the first. */
export function interruption(onStop: () => void): Stop & { readonly end: () => void } {
  const controller = new AbortController();
  let engineHasSignal = false;
  const stop = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) return;
    // A terminal sends its interrupt to every process in it, Pulumi's engine too; a second one would make the engine give up its work.
    engineHasSignal = signal === "SIGINT" && isatty(0);
    onStop();
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    get reachedEngines() {
      return engineHasSignal;
    },
    end: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
