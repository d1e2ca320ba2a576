import { runtime } from "@pulumi/pulumi";
import logModule from "@pulumi/pulumi/log/index.js";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import settings from "@pulumi/pulumi/runtime/settings.js";
import stateModule from "@pulumi/pulumi/runtime/state.js";

// Everything here leans on parts of @pulumi/pulumi that are not its public interface, and nothing else of ours does: each program has a
// store of its own in Node's asynchronous context, which the Automation API uses to run inline programs side by side.

const { withLocalStorage, getStore } = stateModule as unknown as {
  readonly withLocalStorage: <T>(run: () => T) => T;
  readonly getStore: () => object;
};
const log = logModule as unknown as Record<"debug" | "info" | "warn" | "error", (message: string, ...rest: readonly unknown[]) => unknown>;

/** A program to run, and the monitor that answers it. */
export interface Execution {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly isPreview: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly monitor: MockMonitor;
  readonly program: () => Promise<unknown>;
}

/** Who is told what a program does besides registering resources. */
export interface Observer {
  warn(message: string): void;
  /** An error that the program logs; the real host lets such a program fail. */
  error(message: string): void;
  /** A promise that the program or the SDK left rejected. Returns whether that is settled with this. */
  leftRejected(reason: unknown): boolean;
}

const observers = new WeakMap<object, Observer>();

/** What ends a program that waits for something that never comes. */
const stalled = new Set<(error: Error) => void>();

/**
 * Runs a program as a stack of its own and waits until every registration is answered. Rejects with what the program throws, and when
 * nothing is left that could wake it. Must be called inside of `whileObserving`.
 */
export async function execute(execution: Execution, observer: Observer): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  stalled.add(reject);
  try {
    await Promise.race([promise, withLocalStorage(() => run(execution, observer))]);
  } finally {
    stalled.delete(reject);
  }
}

async function run({ project, stack, organization, isPreview, config, monitor, program }: Execution, observer: Observer): Promise<void> {
  observers.set(getStore(), observer);
  settings.setMockOptions(monitor, project, stack, isPreview, organization);
  runtime.setAllConfig({ ...config });
  try {
    await runtime.runInPulumiStack(program);
  } finally {
    await runtime.disconnect();
    await nextTurn();
  }
}

let depth = 0;
let restore: () => void = () => undefined;

/** Does some work during which messages and rejections of executed programs go to their observers, and all others where they went before. */
export async function whileObserving<T>(work: () => Promise<T>): Promise<T> {
  if (depth++ === 0) restore = observe();
  try {
    return await work();
  } finally {
    await nextTurn();
    if (--depth === 0) restore();
  }
}

function observe(): () => void {
  const { debug, info, warn, error } = log;
  const redirect =
    (usual: (message: string, ...rest: readonly unknown[]) => unknown, tell: (observer: Observer, message: string) => void) =>
    (message: string, ...rest: readonly unknown[]): unknown => {
      const observer = observers.get(getStore());
      if (observer === undefined) return usual(message, ...rest);
      tell(observer, message);
      return Promise.resolve();
    };
  const ignore = (): void => undefined;
  Object.assign(log, {
    debug: redirect(debug, ignore),
    info: redirect(info, ignore),
    warn: redirect(warn, (observer, message) => observer.warn(message)),
    error: redirect(error, (observer, message) => observer.error(message)),
  });
  const others = process.listeners("unhandledRejection");
  const onRejection = (reason: unknown, promise: Promise<unknown>): void => {
    // Node calls this in the asynchronous context in which the promise was rejected.
    if (observers.get(getStore())?.leftRejected(reason) === true) return;
    if (others.length === 0) throw reason;
    for (const other of others) other(reason, promise);
  };
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", onRejection);
  process.on("beforeExit", endStalled);
  return () => {
    process.off("beforeExit", endStalled);
    Object.assign(log, { debug, info, warn, error });
    process.off("unhandledRejection", onRejection);
    for (const other of others) process.on("unhandledRejection", other);
  };
}

function endStalled(): void {
  for (const end of stalled) end(new Error("the program waits for something that never comes; look for an await of what it makes later"));
}

/** Node reports rejections between two turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
