import type { Caller } from "../control-plane/caller.ts";
import type { ControlPlane } from "../control-plane/control-plane.ts";
import type { MissingEdge } from "../control-plane/missing-edges.ts";
import type { Place } from "../control-plane/place.ts";
import { type Properties, textOf, UNKNOWN } from "../control-plane/properties.ts";
import { Refusal } from "../control-plane/refusal.ts";
import { isProvider, type Provider, Providers, packageOf } from "./providers.ts";
import { duplicateUrn, importDiffers, invalidInput, notModelled, refused, resourceNotFound } from "./refusal-reasons.ts";
import { type Registered, type Registrant, Registry } from "./registry.ts";
import type { StackProgram } from "./rehearsal-options.ts";
import type { RehearsedResource, UnmodelledResource } from "./rehearsal-result.ts";
import { type Named, type StackIdentity, urnOf } from "./urn.ts";
import { inTheClear, sealed } from "./wire.ts";

/** A resource that a program makes, imports or reads. Values are in Pulumi's wire format, with secrets and references marked. */
export interface Registration extends Named {
  readonly inputs: Properties;
  /** The provider's URN and id, or empty for the default one. */
  readonly provider: string;
  /** For a component: its providers by package. */
  readonly providers: ReadonlyMap<string, string>;
  /** The version of the package. */
  readonly version: string;
  readonly dependsOn: readonly string[];
  /** Names of outputs that are secrets. */
  readonly secretOutputs: readonly string[];
  /** The id of an existing resource that is imported or read; empty for a new one. */
  readonly id: string;
  /** Whether the engine refuses to delete it. @default false */
  readonly protect?: boolean;
}

/** What the engine adds to what the program registers. */
type Made = Omit<Registrant, keyof Named | "dependsOn" | "inputs" | "protect">;

/** A question to a data source. */
export interface Question {
  readonly token: string;
  readonly provider: string;
  readonly version: string;
  readonly args: Properties;
}

/** The settings that all stacks of a rehearsal share. */
export interface Setting {
  readonly project: string;
  readonly organization: string;
  readonly controlPlane: ControlPlane;
  readonly config: Readonly<Record<string, string>>;
  readonly isPreview: boolean;
}

const NOTHING = { inputs: {}, outputs: {} };

/**
 * Stands in for Pulumi's engine, between one stack's program and the control plane. It gives every resource its URN and provider, refuses
 * a second resource with the same URN, checks the inputs and makes the resource. Methods throw the `Refusal` that stops the stack, or an
 * `AggregateError` of several.
 */
export class StackEngine {
  readonly #setting: Setting;
  readonly #identity: StackIdentity;
  readonly #place: Place;
  readonly #registry: Registry;
  readonly #providers: Providers;
  readonly #componentProviders = new Map<string, ReadonlyMap<string, string>>();
  readonly #unmodelled: UnmodelledResource[] = [];

  constructor(setting: Setting, stack: StackProgram) {
    this.#setting = setting;
    this.#identity = { stack: stack.name, project: setting.project };
    this.#place = { account: stack.account, region: setting.config["aws:region"] ?? stack.region };
    this.#registry = new Registry(stack.name);
    this.#providers = new Providers(this.#place, setting.config);
  }

  /** Registers a component whose provider builds it. Its inputs go to the provider only. */
  registerRemoteComponent(registration: Registration): Registered {
    this.#providerOf(urnOf(this.#identity, registration), registration);
    return this.registerComponent({ ...registration, inputs: {} });
  }

  /** Registers a component: a parent of other resources. */
  registerComponent(registration: Registration): Registered {
    const urn = this.#newUrn(registration);
    this.#componentProviders.set(urn, new Map([...(this.#componentProviders.get(registration.parent) ?? []), ...registration.providers]));
    const caller = this.componentCaller(urn);
    return this.#keep(registration, { urn, id: "", outputs: {}, provider: "", caller, made: "component", clear: NOTHING });
  }

  /** Makes a resource, imports an existing one, or registers a provider. */
  registerResource(registration: Registration): Registered {
    const { type, name, secretOutputs, inputs: given } = registration;
    if (isProvider(type)) return this.#registerProvider(registration);
    const urn = this.#newUrn(registration);
    const { caller, reference: provider } = this.#providerOf(urn, registration);
    this.#noteUnmodelled(urn, type);
    const { inputs, failures } = this.#setting.controlPlane.check({ caller, urn, type, name, inputs: inTheClear(given) });
    if (failures.length > 0) {
      const refusals = failures.map(({ reason }) => refused(urn, caller, invalidInput(reason)));
      throw new AggregateError(refusals, refusals.map(({ message }) => message).join("\n"));
    }
    const preview = this.#setting.isPreview;
    const { id, outputs } =
      registration.id === ""
        ? this.#setting.controlPlane.create({ caller, urn, type, name, inputs, preview })
        : this.#imported(urn, caller, registration, inputs);
    const shown = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, given[key] ?? value]));
    return this.#keep(
      { ...registration, inputs: shown },
      { urn, id, outputs: sealed(outputs, given, secretOutputs), provider, caller, made: "here", clear: { inputs, outputs } },
    );
  }

  /** Reads a resource that exists already. If its id is unknown it has no outputs. */
  readResource(registration: Registration): Registered {
    const { type, id, inputs, secretOutputs } = registration;
    const urn = this.#newUrn(registration);
    const { caller, reference: provider } = this.#providerOf(urn, registration);
    this.#noteUnmodelled(urn, type);
    const hasId = id !== UNKNOWN;
    const outputs = hasId ? sealed(this.#found(urn, caller, registration).outputs, inputs, secretOutputs) : {};
    return this.#keep(registration, { urn, id: hasId ? id : "", outputs, provider, caller, made: "before", clear: NOTHING });
  }

  /** Records a resource that the program read from elsewhere than AWS, such as another stack's outputs. */
  recordRead(registration: Registration, outputs: Properties): Registered {
    const urn = this.#newUrn(registration);
    const { caller, reference: provider } = this.#providerOf(urn, registration);
    return this.#keep(registration, { urn, id: registration.id, outputs, provider, caller, made: "before", clear: NOTHING });
  }

  /** A registered resource by its URN, as the engine's own provider gives it to the program. */
  getResource(urn: string): Registered {
    this.#providerOf(urn, { type: "pulumi:pulumi:getResource", provider: "", version: "" });
    const found = this.#registry.find(urn);
    if (found === undefined) throw new Error(`${urn}: a resource that is not registered; register it first`);
    return found;
  }

  /** Answers a data source. */
  invoke({ token, provider, version, args }: Question): Properties {
    const { caller } = this.#providerOf(token, { type: token, provider, version });
    try {
      return this.#setting.controlPlane.invoke({ caller, token, args: inTheClear(args) });
    } catch (error) {
      throw error instanceof Refusal ? error : refused(token, caller, notModelled(error));
    }
  }

  /** Sets the outputs that a component registers at its end. */
  setOutputs(urn: string, outputs: Properties): void {
    this.#registry.setOutputs(urn, outputs);
  }

  /** A registered resource by its URN. */
  find(urn: string): Registrant | undefined {
    return this.#registry.find(urn);
  }

  /** The provider that a component passes to its children, for a package; empty for the default provider. */
  providerFor(component: string, packageName: string): string {
    return this.#componentProviders.get(component)?.get(packageName) ?? "";
  }

  /** The caller for a component's children that name no provider. */
  componentCaller(component: string): Caller {
    return this.#providers.callerOf(this.providerFor(component, "aws")) ?? this.#place;
  }

  get missingEdges(): readonly MissingEdge[] {
    return this.#registry.missingEdges;
  }

  get resources(): readonly RehearsedResource[] {
    return this.#registry.resources;
  }

  get unmodelled(): readonly UnmodelledResource[] {
    return this.#unmodelled;
  }

  #newUrn(registration: Named): string {
    const urn = urnOf(this.#identity, registration);
    if (this.#registry.has(urn)) throw refused(urn, this.#place, duplicateUrn(urn));
    return urn;
  }

  #keep({ type, name, parent, dependsOn, inputs, protect = false }: Registration, made: Made): Registered {
    this.#registry.add({ type, name, parent, dependsOn, inputs, protect, ...made });
    return made;
  }

  #registerProvider(registration: Registration): Registered {
    const { type, version, secretOutputs } = registration;
    const urn = this.#newUrn(registration);
    const inputs = version === "" ? registration.inputs : { ...registration.inputs, version };
    const args = inTheClear(inputs);
    const { id, caller } = this.#providers.add(urn, type, args);
    const clear = { inputs: args, outputs: args };
    const outputs = sealed(args, inputs, secretOutputs);
    return this.#keep({ ...registration, inputs }, { urn, id, outputs, provider: "", caller, made: "here", clear });
  }

  #providerOf(urn: string, { type, provider, version }: Pick<Registration, "type" | "provider" | "version">): Provider {
    if (provider !== "") return this.#providers.find(urn, provider);
    const wanted = this.#providers.defaultOf(urn, packageOf(type), version);
    const named = { parent: "", ...wanted };
    const own = urnOf(this.#identity, named);
    const { id } =
      this.#registry.find(own) ??
      this.#registerProvider({ ...named, provider: "", providers: new Map(), version, dependsOn: [], secretOutputs: [], id: "" });
    return this.#providers.find(urn, `${own}::${id}`);
  }

  /** The existing resource with a registration's id. A resource of a type that is not modelled has the inputs that the program gives. */
  #found(urn: string, caller: Caller, { type, id, inputs }: Registration): { readonly inputs: Properties; readonly outputs: Properties } {
    const clear = inTheClear(inputs);
    const region = textOf(clear, "region");
    const found = this.#setting.controlPlane.read({ caller, type, id, ...(region === undefined ? {} : { region }) });
    if (found !== undefined) return found;
    if (!this.#setting.controlPlane.models(type)) return { inputs: clear, outputs: { ...clear, id } };
    throw refused(urn, caller, resourceNotFound(type, id, { ...caller, region: region ?? caller.region }));
  }

  #imported(urn: string, caller: Caller, registration: Registration, inputs: Properties): { id: string; outputs: Properties } {
    const { type, id } = registration;
    const found = this.#found(urn, caller, registration);
    const { changes } = this.#setting.controlPlane.diff({ caller, type, olds: found.inputs, news: inputs });
    if (changes.length > 0) throw refused(urn, caller, importDiffers(changes));
    return { id, outputs: found.outputs };
  }

  #noteUnmodelled(urn: string, type: string): void {
    if (!this.#setting.controlPlane.models(type)) this.#unmodelled.push({ stack: this.#identity.stack, urn, type });
  }
}
