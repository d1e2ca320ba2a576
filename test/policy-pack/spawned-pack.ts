import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type grpc from "@grpc/grpc-js";
import analyzerPb from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { startPack } from "../../bench/served-pack.ts";

type Properties = Readonly<Record<string, JavaScriptValue>>;

/** A level of a rule, as the engine sends it. */
export const LEVELS = {
  mandatory: analyzerPb.EnforcementLevel.MANDATORY,
  advisory: analyzerPb.EnforcementLevel.ADVISORY,
  disabled: analyzerPb.EnforcementLevel.DISABLED,
  remediate: analyzerPb.EnforcementLevel.REMEDIATE,
} as const;

/** What the pack reported. */
export interface Diagnostic {
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
}

/** The pack in a process of its own, as Pulumi's language host starts it. */
export interface SpawnedPack {
  readonly info: () => Promise<analyzerPb.AnalyzerInfo>;
  readonly analyze: (type: string, properties: Properties, provider?: Properties) => Promise<readonly Diagnostic[]>;
  readonly analyzeStack: (resources: readonly (readonly [type: string, properties: Properties])[]) => Promise<readonly Diagnostic[]>;
  /** The resource's properties as each rule mended them, by its name. */
  readonly remediate: (type: string, properties: Properties) => Promise<Readonly<Record<string, Properties>>>;
  /** Tells the tags of the stack, as the engine does before all else. */
  readonly tag: (tags: Readonly<Record<string, string>>) => Promise<void>;
  /** Sends a configuration as the engine does. Rejects with what the pack says against it. */
  readonly configure: (policies: Readonly<Record<string, { level?: keyof typeof LEVELS; properties?: Properties }>>) => Promise<void>;
  /** Ends the process and waits until it is gone. */
  readonly stop: () => Promise<void>;
}

const OWN = fileURLToPath(new URL("../../policy-pack/", import.meta.url));

/**
 * Starts a pack; it is ready once it has printed its port. Throws with what it printed when it ends before.
 * @param folder the pack's folder @default the checkout's own
 * @param node the Node that runs it @default that of this process
 */
export async function spawnPack(folder: string = OWN, node: string = process.execPath): Promise<SpawnedPack> {
  const { client, stop } = await startPack(folder, node);
  return {
    info: () => ask((answer) => client.getAnalyzerInfo(new emptyPb.Empty(), answer)),
    analyze: async (type, properties, provider = {}) =>
      diagnosed(await ask((answer) => client.analyze(requestOf(type, properties, provider), answer))),
    analyzeStack: async (resources) => {
      const request = new analyzerPb.AnalyzeStackRequest();
      for (const [type, properties] of resources) fill(request.addResources(), type, properties);
      return diagnosed(await ask((answer) => client.analyzeStack(request, answer)));
    },
    remediate: async (type, properties) => {
      const response: analyzerPb.RemediateResponse = await ask((answer) => client.remediate(requestOf(type, properties, {}), answer));
      return Object.fromEntries(
        response.getRemediationsList().map((each) => [each.getPolicyname(), (each.getProperties()?.toJavaScript() ?? {}) as Properties]),
      );
    },
    tag: async (tags) => {
      const request = new analyzerPb.AnalyzerStackConfigureRequest();
      for (const [name, value] of Object.entries(tags)) request.getTagsMap().set(name, value);
      await ask((answer) => client.configureStack(request, answer));
    },
    configure: async (policies) => {
      const request = new analyzerPb.ConfigureAnalyzerRequest();
      for (const [name, { level = "mandatory", properties = {} }] of Object.entries(policies)) {
        const policy = new analyzerPb.PolicyConfig();
        policy.setEnforcementlevel(LEVELS[level]);
        policy.setProperties(structOf(properties));
        request.getPolicyconfigMap().set(name, policy);
      }
      await ask((answer) => client.configure(request, answer));
    },
    stop,
  };
}

function ask<Response>(send: (answer: (error: grpc.ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    send((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

const structOf = (properties: Properties) => structPb.Struct.fromJavaScript({ ...properties });

function fill(resource: analyzerPb.AnalyzeRequest | analyzerPb.AnalyzerResource, type: string, properties: Properties): void {
  resource.setType(type);
  resource.setName("one");
  resource.setUrn(`urn:pulumi:test::palisade::${type}::one`);
  resource.setProperties(structOf(properties));
  resource.setOptions(new analyzerPb.AnalyzerResourceOptions());
}

function requestOf(type: string, properties: Properties, providerProperties: Properties): analyzerPb.AnalyzeRequest {
  const request = new analyzerPb.AnalyzeRequest();
  fill(request, type, properties);
  const provider = new analyzerPb.AnalyzerProviderResource();
  provider.setType("pulumi:providers:aws");
  provider.setProperties(structOf(providerProperties));
  request.setProvider(provider);
  return request;
}

function diagnosed(response: analyzerPb.AnalyzeResponse): readonly Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const level = diagnostic.getEnforcementlevel();
    assert.ok(level === LEVELS.mandatory || level === LEVELS.advisory);
    return {
      rule: diagnostic.getPolicyname(),
      level: level === LEVELS.mandatory ? "mandatory" : "advisory",
      message: diagnostic.getMessage(),
    };
  });
}
