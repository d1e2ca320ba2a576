import type { Caller } from "../control-plane/caller.ts";
import { findMissingEdges, type MissingEdge } from "../control-plane/missing-edges.ts";
import { type Properties, textOf, UNKNOWN } from "../control-plane/properties.ts";
import type { RehearsedResource } from "./rehearsal-result.ts";
import { masked } from "./wire.ts";

/** A registered resource, as its program sees it. */
export interface Registered {
  readonly urn: string;
  readonly id: string;
  /** With secrets marked. */
  readonly outputs: Properties;
}

/** A registered resource, with everything that the rehearsal records of it. */
export interface Registrant extends Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly dependsOn: readonly string[];
  /** With secrets marked. */
  readonly inputs: Properties;
  /** The provider's URN and id; empty for components and providers. */
  readonly provider: string;
  readonly caller: Caller;
  /** Whether the engine refuses to delete it. */
  readonly protect: boolean;
  /** `here`: a provider makes it in this rehearsal. `component`: it is a component. `before`: it exists already. */
  readonly made: "here" | "component" | "before";
  /** Inputs and outputs with secrets in the clear; empty unless the resource is made here. */
  readonly clear: { readonly inputs: Properties; readonly outputs: Properties };
}

/** The registered resources of one stack, by URN. */
export class Registry {
  readonly #stack: string;
  readonly #entries = new Map<string, Registrant>();

  constructor(stack: string) {
    this.#stack = stack;
  }

  has(urn: string): boolean {
    return this.#entries.has(urn);
  }

  find(urn: string): Registrant | undefined {
    return this.#entries.get(urn);
  }

  add(entry: Registrant): void {
    this.#entries.set(entry.urn, entry);
  }

  /** Sets the outputs that a component registers at its end. */
  setOutputs(urn: string, outputs: Properties): void {
    const entry = this.#entries.get(urn);
    if (entry === undefined) throw new Error(`${urn}: outputs of a resource that is not registered; register it first`);
    this.#entries.set(urn, { ...entry, outputs });
  }

  /** All resources, with secrets masked. */
  get resources(): readonly RehearsedResource[] {
    return [...this.#entries.values()].map(({ urn, type, name, id, parent, provider, caller, dependsOn, protect, inputs, outputs }) => {
      const region = textOf(inputs, "region");
      return {
        stack: this.#stack,
        account: caller.account,
        region: provider === "" || region === undefined || region === UNKNOWN ? caller.region : region,
        urn,
        type,
        name,
        id,
        parent,
        provider,
        dependsOn: [...new Set(dependsOn)].sort(),
        ...(protect ? { protect } : {}),
        inputs: masked(inputs),
        outputs: masked(outputs),
      };
    });
  }

  /** References between the resources made here that have no dependency. */
  get missingEdges(): readonly MissingEdge[] {
    return findMissingEdges(
      [...this.#entries.values()]
        .filter(({ made }) => made !== "before")
        .map(({ urn, parent, made, dependsOn, provider, id, clear }) => ({
          urn,
          parent,
          isCustom: made === "here",
          dependsOn: provider === "" ? dependsOn : [...dependsOn, provider.slice(0, provider.lastIndexOf("::"))],
          id,
          ...clear,
        })),
    );
  }
}
