import { specialResourceSig, specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc.js";
import { isRecord, type Properties } from "../control-plane/properties.ts";

// Program and engine exchange values as JSON. Objects with a signature stand for secrets and resources.
// Source: `serializeProperty` in @pulumi/pulumi's runtime/rpc.

/** Replaces secrets in everything that is written or shown. */
export const MASK = "[secret]";

// A shorter secret occurs in other texts by chance.
const SHORTEST_RECOGNIZED = 8;

/** A value as a secret. */
export function secret(value: unknown): Properties {
  return isSecret(value) ? value : { [specialSigKey]: specialSecretSig, value: value ?? null };
}

/** A reference to a resource. The program gets it as an object with all outputs. */
export function resourceReference(urn: string, id: string): Properties {
  return { [specialSigKey]: specialResourceSig, urn, id };
}

/** Whether a value is or contains a secret. */
export function containsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(containsSecret);
}

/** Properties for a provider: secrets in the clear, resources replaced by their ids, components by their URNs. */
export function inTheClear(properties: Properties): Properties {
  return replaced(properties, (value) => value["value"]) as Properties;
}

/** Properties for display: secrets masked, resources replaced by their ids, components by their URNs. */
export function masked(properties: Properties): Properties {
  return replaced(properties, () => MASK) as Properties;
}

/** Every text in the secrets of a value. */
export function secretTexts(value: unknown, isInside = false): readonly string[] {
  if (typeof value === "string") return isInside ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isSecret(value)) return secretTexts(value["value"], true);
  return Object.values(value).flatMap((field) => secretTexts(field, isInside));
}

/**
 * A resource's outputs, with secrets marked: the outputs that the program calls secret, those whose input of the same name is secret, and
 * texts that contain a secret input's text, as `tagsAll` does.
 */
export function sealed(outputs: Properties, inputs: Properties, secretOutputs: readonly string[]): Properties {
  if (secretOutputs.length === 0 && !containsSecret(inputs)) return outputs;
  const texts = [...new Set(secretTexts(inputs))];
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      secretOutputs.includes(name) ? secret(value) : sealedTexts(sealedLike(value, inputs[name]), texts),
    ]),
  );
}

/** A text with the secrets in it masked. */
export function redacted(text: string, secrets: Iterable<string>): string {
  let result = text;
  for (const each of secrets) if (each.length >= SHORTEST_RECOGNIZED) result = result.replaceAll(each, MASK);
  return result;
}

function isSecret(value: unknown): value is Properties {
  return isRecord(value) && value[specialSigKey] === specialSecretSig;
}

/** Copies only the parts that change, since most values have neither secrets nor references. */
function replaced(value: unknown, onSecret: (value: Properties) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return replaced(onSecret(value), onSecret);
  const record = value as Properties;
  if (record[specialSigKey] === specialResourceSig) return record["id"] ?? record["urn"];
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(record)) {
    const field = record[name];
    const other = replaced(field, onSecret);
    if (other === field) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...record }) as Record<string, unknown>;
    copy[name] = other;
  }
  return copy ?? value;
}

function sealedLike(output: unknown, input: unknown): unknown {
  if (isSecret(input)) return secret(output);
  if (Array.isArray(output) && Array.isArray(input) && output.length === input.length) {
    return output.map((item, index) => sealedLike(item, input[index]));
  }
  if (!isRecord(output) || !isRecord(input)) return output;
  return Object.fromEntries(Object.entries(output).map(([name, field]) => [name, sealedLike(field, input[name])]));
}

function sealedTexts(value: unknown, texts: readonly string[]): unknown {
  if (typeof value === "string") {
    return texts.some((text) => value === text || (text.length >= SHORTEST_RECOGNIZED && value.includes(text))) ? secret(value) : value;
  }
  if (isSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item) => sealedTexts(item, texts));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, sealedTexts(field, texts)]));
}
