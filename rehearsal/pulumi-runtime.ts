import { runtime } from "@pulumi/pulumi";
import logModule from "@pulumi/pulumi/log/index.js";
import debuggableModule from "@pulumi/pulumi/runtime/debuggable.js";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import rpcModule from "@pulumi/pulumi/runtime/rpc.js";
import settings from "@pulumi/pulumi/runtime/settings.js";
import stateModule from "@pulumi/pulumi/runtime/state.js";
import { lazily, type TransferProperties } from "./lazy-outputs.ts";
import { switchOffStackTraces } from "./stack-traces.ts";

// Only this file uses parts of @pulumi/pulumi that are not its public interface. Each program has a store of its own in Node's
// asynchronous context. The Automation API runs inline programs side by side in the same way.

const { withLocalStorage, getStore } = stateModule as unknown as {
  readonly withLocalStorage: <T>(run: () => T) => T;
  readonly getStore: () => object;
};
const log = logModule as unknown as Record<"debug" | "info" | "warn" | "error", (message: string, ...rest: readonly unknown[]) => unknown>;

const debuggable = debuggableModule as unknown as { debuggablePromise: (promise: Promise<unknown>) => Promise<unknown> };

const rpc = rpcModule as unknown as { transferProperties: TransferProperties };

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

/** Receives the messages and unhandled rejections of a program. */
export interface Observer {
  warn(message: string): void;
  /** An error that the program logs. Under Pulumi's own host such a program fails. */
  error(message: string): void;
  /** A rejection that neither the program nor the SDK handled. Returns whether the observer has taken care of it. */
  leftRejected(reason: unknown): boolean;
}

const observers = new WeakMap<object, Observer>();

/** Rejects each running program. Called when nothing is left that could let it go on. */
const stalled = new Set<(error: Error) => void>();

/**
 * Runs a program as a stack, and waits until every registration is answered. Rejects with the program's error, and when the program waits
 * for something that never comes. Must be called inside `whileObserving`.
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

/**
 * Does some work. Meanwhile the messages and rejections of executed programs go to their observers, and all others where they went before;
 * errors have no stack traces.
 */
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
    (usual: (message: string, ...rest: readonly unknown[]) => unknown, report: (observer: Observer, message: string) => void) =>
    (message: string, ...rest: readonly unknown[]): unknown => {
      const observer = observers.get(getStore());
      if (observer === undefined) return usual(message, ...rest);
      report(observer, message);
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
  const restoreUsual = saveTime();
  return () => {
    restoreUsual();
    process.off("beforeExit", endStalled);
    Object.assign(log, { debug, info, warn, error });
    process.off("unhandledRejection", onRejection);
    for (const other of others) process.on("unhandledRejection", other);
  };
}

/**
 * Leaves out what the SDK does that nobody sees in a rehearsal, and returns what restores it: some 40 % of its time. It keeps a stack trace
 * for each resource, one with a name for each of a hundred promises of a resource, and an output for each property, read or not.
 */
function saveTime(): () => void {
  const restoreStackTraces = switchOffStackTraces();
  const { debuggablePromise } = debuggable;
  const { transferProperties } = rpc;
  debuggable.debuggablePromise = (promise) => promise;
  rpc.transferProperties = lazily(transferProperties);
  return () => {
    rpc.transferProperties = transferProperties;
    debuggable.debuggablePromise = debuggablePromise;
    restoreStackTraces();
  };
}

function endStalled(): void {
  for (const end of stalled)
    end(new Error("the program waits for something that never comes; look for an await of a value that it makes later"));
}

/** Node reports rejections between two turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
