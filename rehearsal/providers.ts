import type { Caller } from "../control-plane/caller.ts";
import { madeUp } from "../control-plane/made-up.ts";
import type { Place } from "../control-plane/place.ts";
import type { Properties } from "../control-plane/properties.ts";
import { providerCaller } from "./provider-caller.ts";
import { refused } from "./refusal-reasons.ts";

const PREFIX = "pulumi:providers:";
const AWS = `${PREFIX}aws`;

/** A registered provider: the reference by which resources name it, and its caller. */
export interface Provider {
  /** The provider's URN and id. */
  readonly reference: string;
  readonly caller: Caller;
}

/** The provider that the engine registers for resources that name none. */
export interface DefaultProvider {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
}

/** Whether a type is that of a provider. */
export function isProvider(type: string): boolean {
  return type.startsWith(PREFIX);
}

/** The package of a resource type or a function. */
export function packageOf(token: string): string {
  return token.split(":", 1)[0] ?? "";
}

/** The providers of one stack. */
export class Providers {
  readonly #stack: Place;
  readonly #config: Readonly<Record<string, string>>;
  readonly #byReference = new Map<string, Provider>();
  readonly #disabled: readonly string[];

  /** `stack` is the account and region of providers that name none. */
  constructor(stack: Place, config: Readonly<Record<string, string>>) {
    this.#stack = stack;
    this.#config = config;
    this.#disabled = JSON.parse(config["pulumi:disable-default-providers"] ?? "[]") as readonly string[];
  }

  /** Adds a provider. Its id is derived from its URN. */
  add(urn: string, type: string, args: Properties): Provider & { readonly id: string } {
    const id = madeUp(type, urn).uuid();
    const provider = { reference: `${urn}::${id}`, caller: type === AWS ? providerCaller(urn, args, this.#stack) : this.#stack };
    this.#byReference.set(provider.reference, provider);
    return { ...provider, id };
  }

  /** The provider under a reference of a resource; throws a `Refusal` when this stack has none. */
  find(urn: string, reference: string): Provider {
    const found = this.#byReference.get(reference);
    if (found !== undefined) return found;
    throw refused(urn, this.#stack, {
      code: "UnknownProvider",
      message: `no provider of this stack is ${reference}`,
      remedy: "create the provider in the program that uses it",
    });
  }

  /** The caller of a provider, or undefined when this stack has no such provider. */
  callerOf(reference: string): Caller | undefined {
    return this.#byReference.get(reference)?.caller;
  }

  /** The default provider of a package. Throws a `Refusal` where the configuration disables it. */
  defaultOf(urn: string, packageName: string, version: string): DefaultProvider {
    const type = `${PREFIX}${packageName}`;
    if (packageName === "pulumi") return { type, name: "default", inputs: {} };
    if (this.#disabled.includes(packageName) || this.#disabled.includes("*")) {
      throw refused(urn, this.#stack, {
        code: "DefaultProviderDisabled",
        message: `Default provider for '${packageName}' disabled. '${urn}' must use an explicit provider.`,
        remedy: "give the resource or its parent a provider",
      });
    }
    const prefix = `${packageName}:`;
    const own = Object.entries(this.#config).filter(([key]) => key.startsWith(prefix));
    const inputs = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
    return { type, name: version === "" ? "default" : `default_${version.replace(/[.+-]/g, "_")}`, inputs };
  }
}
