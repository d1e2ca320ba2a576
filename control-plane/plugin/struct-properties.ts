import structPb, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { isRecord, type Properties, UNKNOWN } from "../properties.ts";

// Marks of special values in Pulumi's wire format. Source: @pulumi/pulumi's runtime/rpc
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

// A shorter secret occurs in other texts by chance.
const SHORTEST_RECOGNIZED = 8;

/** Properties without the marks of secrets, the names of those that contain a secret, and the secret texts. */
export interface Received {
  readonly properties: Properties;
  readonly secrets: ReadonlySet<string>;
  readonly secretTexts: ReadonlySet<string>;
}

/** Reads properties from Pulumi's wire format. Notes which properties contain secrets. */
export function receive(struct: Struct | undefined): Received {
  const secrets = new Set<string>();
  const secretTexts = new Set<string>();
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries((struct?.toJavaScript() ?? {}) as Properties)) {
    properties[name] = unwrapped(value, (secret) => {
      secrets.add(name);
      for (const text of texts(secret)) secretTexts.add(text);
    });
  }
  return { properties, secrets, secretTexts };
}

function unwrapped(value: unknown, onSecret: (secret: unknown) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => unwrapped(item, onSecret));
  if (!isRecord(value)) return value;
  const signature = value[SIGNATURE];
  if (signature === SECRET || signature === OUTPUT_VALUE) {
    const inner = unwrapped(value["value"], onSecret);
    if (signature === SECRET || value["secret"] === true) onSecret(inner);
    return inner;
  }
  if (signature === RESOURCE) return value["id"] ?? value["urn"];
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unwrapped(field, onSecret)]));
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" || value === UNKNOWN ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** Writes properties in Pulumi's wire format. Marks the named ones as secrets, and leaves out undefined values. */
export function send(properties: Properties, secrets: ReadonlySet<string> = new Set()): Struct {
  const written = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, secrets.has(name) ? { [SIGNATURE]: SECRET, value: withoutUndefined(value) } : withoutUndefined(value)]);
  return structPb.Struct.fromJavaScript(Object.fromEntries(written) as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

function withoutUndefined(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, withoutUndefined(field)]));
}

/** A reference to a resource in Pulumi's wire format. */
export function resourceValue({ urn, id }: { readonly urn: string; readonly id: string }): Properties {
  return { [SIGNATURE]: RESOURCE, urn, id };
}

/** The names of secret outputs: those of secret inputs, and those that contain the text of a secret input. */
export function secretOutputs(outputs: Properties, ...received: readonly Received[]): ReadonlySet<string> {
  const secretTexts = received.flatMap((each) => [...each.secretTexts]);
  const containsSecret = (text: string): boolean =>
    secretTexts.some((secret) => text === secret || (secret.length >= SHORTEST_RECOGNIZED && text.includes(secret)));
  const names = Object.keys(outputs).filter((name) => texts(outputs[name]).some(containsSecret));
  return new Set([...received.flatMap((each) => [...each.secrets]), ...names]);
}
