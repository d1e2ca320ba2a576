/**
 * Switches off stack traces, and returns what restores them. Pulumi's SDK takes one for each resource, for which it raises the limit. V8
 * takes none while the limit is no data property, and the setter keeps it so. https://v8.dev/docs/stack-trace-api
 */
export function switchOffStackTraces(): () => void {
  const limit = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit");
  Object.defineProperty(Error, "stackTraceLimit", { configurable: true, get: () => 0, set: () => undefined });
  return () => {
    if (limit === undefined) Reflect.deleteProperty(Error, "stackTraceLimit");
    else Object.defineProperty(Error, "stackTraceLimit", limit);
  };
}
