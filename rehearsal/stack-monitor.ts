import resourceProtocol from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import type { Properties } from "../control-plane/properties.ts";
import type { FailureLog } from "./failure-log.ts";
import { withoutSecrets } from "./refusal-reasons.ts";
import type { Registered } from "./registry.ts";
import { registerRemoteComponent } from "./remote-component.ts";
import type { Registration, StackEngine } from "./stack-engine.ts";
import { STACK_TYPE } from "./urn.ts";
import { containsSecret } from "./wire.ts";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const GET_RESOURCE = "pulumi:pulumi:getResource";

interface Struct {
  toJavaScript(): Properties;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getVersion(): string;
  getDependenciesList(): readonly string[];
  getAdditionalsecretoutputsList(): readonly string[];
}

interface RegisterRequest extends Request {
  getCustom(): boolean;
  getRemote(): boolean;
  getImportid(): string;
  getProtect(): boolean;
  getObject(): Struct | undefined;
  getProvidersMap(): { toObject(): readonly (readonly [string, string])[] };
}

interface ReadRequest extends Request {
  getId(): string;
  getProperties(): Struct | undefined;
}

interface InvokeRequest {
  getTok(): string;
  getProvider(): string;
  getVersion(): string;
  getArgs(): Struct | undefined;
}

interface OutputsRequest {
  getUrn(): string;
  getOutputs(): Struct | undefined;
}

type Callback = (error: Error | null, response?: unknown) => void;

/** The parts of a stack's rehearsal that its monitor uses. */
export interface MonitorOptions {
  readonly deployment: StackEngine;
  readonly ledger: FailureLog;
  /** The outputs of the stack with a full name, secrets marked. Throws a `Refusal` when it may not be read. */
  readonly outputsOf: (stack: string) => Properties;
  readonly delay: (() => Promise<void>) | undefined;
}

/** Answers the SDK in place of Pulumi's resource monitor, and records what fails. */
export class StackMonitor extends MockMonitor {
  readonly #options: MonitorOptions;
  #exported: Properties = {};

  constructor(options: MonitorOptions) {
    super({ call: unexpected, newResource: unexpected });
    this.#options = options;
  }

  /** The outputs of the stack itself, secrets marked. */
  get exported(): Properties {
    return this.#exported;
  }

  override async registerResource(request: RegisterRequest, callback: Callback): Promise<void> {
    const { deployment } = this.#options;
    const given = registrationOf(request, request.getObject(), request.getImportid(), request.getProvidersMap().toObject());
    const registration = { ...given, protect: request.getProtect() };
    await this.#answer(callback, registration.inputs, () => {
      if (request.getCustom()) return registered(deployment.registerResource(registration));
      if (request.getRemote()) {
        const remote = registerRemoteComponent(deployment, registration);
        return registered(remote, remote.dependencies);
      }
      return registered(deployment.registerComponent(registration));
    });
  }

  override async readResource(request: ReadRequest, callback: Callback): Promise<void> {
    const { deployment } = this.#options;
    const registration = registrationOf(request, request.getProperties(), request.getId(), []);
    await this.#answer(callback, registration.inputs, () => {
      const { urn, outputs } =
        registration.type === STACK_REFERENCE ? this.#stackReference(registration) : deployment.readResource(registration);
      return { getUrn: () => urn, getProperties: () => struct(outputs), getUnknown: () => false };
    });
  }

  override async invoke(request: InvokeRequest, callback: Callback): Promise<void> {
    const args = request.getArgs()?.toJavaScript() ?? {};
    const token = request.getTok();
    if (token === GET_RESOURCE) {
      await this.#answer(callback, args, () => this.#getResource(String(args["urn"])));
      return;
    }
    const ask = (): unknown => {
      const answer = this.#options.deployment.invoke({ token, provider: request.getProvider(), version: request.getVersion(), args });
      return { getFailuresList: () => [], getReturn: () => struct(answer), getUnknown: () => false };
    };
    await this.#answer(callback, args, ask, (error) => this.#options.ledger.recordUnanswered(error));
  }

  /** Calls a method of a resource. */
  async call(request: { getTok(): string }, callback: Callback): Promise<void> {
    await this.#answer(callback, {}, () => {
      throw new Error(`a method that is not modelled, got ${JSON.stringify(request.getTok())}; compute the value in the program`);
    });
  }

  override registerResourceOutputs(request: OutputsRequest, callback: Callback): void {
    void this.#answer(callback, {}, () => {
      const { deployment } = this.#options;
      const [urn, outputs] = [request.getUrn(), request.getOutputs()?.toJavaScript() ?? {}];
      deployment.setOutputs(urn, outputs);
      if (urn.includes(`::${STACK_TYPE}::`)) this.#exported = outputs;
      return {};
    });
  }

  /** Lists the supported features, so that the SDK refuses to use others. */
  override getDeploymentInfo(_request: unknown, callback: Callback): void {
    const features = resourceProtocol.ResourceMonitorFeature;
    callback(null, {
      getSupportedfeaturesList: () => [
        features.RESOURCE_MONITOR_FEATURE_SECRETS,
        features.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
        features.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
        features.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
        features.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
      ],
    });
  }

  /** The SDK calls this when a program has ended; without it, it throws and catches an error each time. */
  close(): void {
    // Nothing is open.
  }

  /** Does some work and answers with its result. The secrets among `inputs` are masked in its errors. */
  async #answer(
    callback: Callback,
    inputs: Properties,
    work: () => unknown,
    record = (error: unknown): void => this.#options.ledger.record(error),
  ): Promise<void> {
    const { delay } = this.#options;
    if (delay !== undefined) await delay();
    let response: unknown;
    try {
      response = work();
    } catch (failure) {
      const error = withoutSecrets(failure, inputs);
      record(error);
      const message = error instanceof Error ? error.message : String(error);
      callback(Object.assign(new Error(message), { details: message }));
      return;
    }
    callback(null, response);
  }

  #stackReference(registration: Registration): { readonly urn: string; readonly outputs: Properties } {
    const outputs = this.#options.outputsOf(registration.id);
    const secretOutputNames = Object.keys(outputs).filter((name) => containsSecret(outputs[name]));
    return this.#options.deployment.recordRead(registration, { name: registration.id, outputs, secretOutputNames });
  }

  #getResource(urn: string): unknown {
    const found = this.#options.deployment.getResource(urn);
    const fields = new Map<string, unknown>([
      ["urn", { toJavaScript: () => found.urn }],
      ["id", { toJavaScript: () => found.id }],
      ["state", { getStructValue: () => struct(found.outputs) }],
    ]);
    return { getFailuresList: () => [], getReturn: () => ({ getFieldsMap: () => fields }) };
  }
}

function registrationOf(
  request: Request,
  object: Struct | undefined,
  id: string,
  providers: readonly (readonly [string, string])[],
): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: object?.toJavaScript() ?? {},
    provider: request.getProvider(),
    providers: new Map(providers),
    version: request.getVersion(),
    dependsOn: request.getDependenciesList(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    id,
  };
}

/** An answer with only those getters that the SDK calls. */
function registered({ urn, id, outputs }: Registered, dependencies?: ReadonlyMap<string, readonly string[]>): unknown {
  const byOutput = [...(dependencies ?? [])].map(([output, urns]) => [output, { getUrnsList: () => urns }] as const);
  return {
    getUrn: () => urn,
    getId: () => id,
    getObject: () => struct(outputs),
    getPropertydependenciesMap: () => new Map(byOutput),
    getResult: () => resourceProtocol.Result.SUCCESS,
    getUnknown: () => false,
  };
}

function struct(properties: Properties): Struct {
  return { toJavaScript: () => properties };
}

function unexpected(): never {
  throw new Error("rehearsal: a call that the monitor does not override; override it");
}
