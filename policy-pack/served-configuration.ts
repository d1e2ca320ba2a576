import grpc from "@grpc/grpc-js";
import type { ConfigureAnalyzerRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";

type Configure = grpc.handleUnaryCall<ConfigureAnalyzerRequest, unknown>;

/**
 * Reads the configuration that Pulumi's engine sends, before the pack that is made next gets it. The SDK shows each policy its own settings
 * alone, and ignores the names of policies that do not exist. Problems refuse the configuration, and Pulumi prints them.
 * @param read takes the configuration as its file has it, and returns what is wrong with it
 */
export function onConfiguration(read: (configuration: Readonly<Record<string, unknown>>) => readonly string[]): void {
  const { prototype } = grpc.Server;
  const original = Object.getOwnPropertyDescriptor(prototype, "addService")?.value as grpc.Server["addService"];
  prototype.addService = function (service, implementation) {
    prototype.addService = original;
    const configure = implementation["configure"] as Configure;
    const checked: Configure = (call, callback) => {
      const problems = read(sentConfiguration(call.request));
      if (problems.length === 0) configure(call, callback);
      else callback({ code: grpc.status.INVALID_ARGUMENT, message: ["the policy pack's configuration is wrong:", ...problems].join("\n") });
    };
    original.call(this, service, { ...implementation, configure: checked });
  };
}

/** The engine sends a level for every policy, by number: its own, or that of the configuration. */
const LEVELS = ["advisory", "mandatory", "disabled", "remediate"];

function sentConfiguration(request: ConfigureAnalyzerRequest): Readonly<Record<string, unknown>> {
  const entries = [...request.getPolicyconfigMap().entries()] as const;
  return Object.fromEntries(
    entries.map(([name, policy]) => [
      name,
      { ...policy.getProperties()?.toJavaScript(), enforcementLevel: LEVELS[policy.getEnforcementlevel()] },
    ]),
  );
}
