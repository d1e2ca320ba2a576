import type { Resource } from "@pulumi/pulumi";

/** Tells a property what the engine answered: a value with what is known of it, or an error. */
type Resolver = (value: unknown, isKnown: boolean, isSecret: boolean, dependencies?: readonly Resource[], error?: Error) => void;

/** The SDK's function that gives a new resource an output for each property, and returns what resolves them. */
export type TransferProperties = (
  resource: object,
  label: string,
  properties: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, Resolver>>;

/**
 * The SDK's function, but with each output made only when it is read. An output is some fifteen promises, and a resource of AWS has some
 * twenty properties, of which programs read one or two.
 */
export function lazily(transfer: TransferProperties): TransferProperties {
  return (resource, label, properties) => {
    const resolvers: Record<string, Resolver> = {};
    for (const name of Object.keys(properties)) {
      // The SDK handles these two by itself.
      if (name === "id" || name === "urn") continue;
      const make = () => transfer(resource, label, { [name]: properties[name] })[name];
      // The SDK refuses a property that is there already.
      const resolver = Object.hasOwn(resource, name) ? make() : lazyProperty(name, resource, make);
      if (resolver !== undefined) resolvers[name] = resolver;
    }
    return resolvers;
  };
}

/** Adds a property that becomes an output when it is read; returns what resolves it. */
function lazyProperty(name: string, resource: object, make: () => Resolver | undefined): Resolver {
  let answer: Parameters<Resolver> | undefined;
  let resolve: Resolver | undefined;
  const become = (value: unknown): void =>
    void Object.defineProperty(resource, name, { value, configurable: true, enumerable: true, writable: true });
  const read = (): unknown => {
    Reflect.deleteProperty(resource, name);
    resolve = make();
    if (answer !== undefined) resolve?.(...answer);
    return Reflect.get(resource, name);
  };
  Object.defineProperty(resource, name, { configurable: true, enumerable: true, get: read, set: become });
  return (...given) => {
    answer = given;
    const [, , , , error] = given;
    // An error must not pass by because nobody reads the property.
    if (resolve === undefined && error !== undefined) read();
    else resolve?.(...given);
  };
}
