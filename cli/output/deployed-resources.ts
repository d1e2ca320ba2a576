import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";

/** The resources that AWS would have, without what Pulumi keeps for itself and without components. */
export const deployedResources = (resources: readonly RehearsedResource[]): RehearsedResource[] =>
  resources.filter(({ type }) => !/^(?:pulumi|palisade|awsx):/.test(type));
