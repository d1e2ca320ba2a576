import { AWSX_VPC, awsxVpcChildren, awsxVpcDependencies, awsxVpcOutputs, type Child, childInputs } from "../control-plane/awsx-vpc.ts";
import { UNKNOWN } from "../control-plane/properties.ts";
import { notModelled, refused } from "./refusal-reasons.ts";
import type { Registered } from "./registry.ts";
import type { Registration, StackEngine } from "./stack-engine.ts";
import { inTheClear, resourceReference, sealed } from "./wire.ts";

/** A component, and for each of its outputs the URNs that a resource using it depends on. */
export interface RegisteredRemote extends Registered {
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

/**
 * Registers a component whose provider builds it, with the children that the provider would register. Throws a `Refusal` for every
 * component but `awsx.ec2.Vpc`, and for arguments of it that the control plane does not model.
 */
export function registerRemoteComponent(deployment: StackEngine, registration: Registration): RegisteredRemote {
  const component = deployment.registerRemoteComponent(registration);
  const args = inTheClear(registration.inputs);
  const made = new Map<string, Child & Registered>();
  const wanted = childrenOf(deployment, registration, component.urn);
  for (const child of wanted) {
    const urnsOf = (keys: readonly string[]): readonly string[] => keys.flatMap((key) => made.get(key)?.urn ?? []);
    const referred = Object.values(child.references).map((reference) => reference.child);
    const { urn, id, outputs } = deployment.registerResource({
      type: child.type,
      name: child.name,
      parent: made.get(child.parent ?? "")?.urn ?? component.urn,
      inputs: sealed(
        childInputs(child, (key) => made.get(key)?.outputs ?? {}),
        registration.inputs,
        [],
      ),
      provider: deployment.providerFor(component.urn, "aws"),
      providers: new Map(),
      version: "",
      dependsOn: [...urnsOf([...referred, ...child.dependsOn]), ...registration.dependsOn],
      secretOutputs: [],
      id: "",
    });
    const childId = id === "" ? UNKNOWN : id;
    made.set(child.key, { ...child, urn, id: childId, outputs: { ...outputs, id: childId } });
  }
  const children = [...made.values()];
  const outputs = awsxVpcOutputs(args, children, ({ urn, id }) => resourceReference(urn, id === UNKNOWN ? "" : id));
  const marked = sealed(outputs, registration.inputs, registration.secretOutputs);
  deployment.setOutputs(component.urn, marked);
  const dependencies = new Map(Object.keys(marked).map((output) => [output, awsxVpcDependencies(output, children)]));
  return { ...component, outputs: marked, dependencies };
}

function childrenOf(deployment: StackEngine, registration: Registration, urn: string): readonly Child[] {
  const { type, name, inputs } = registration;
  try {
    if (type === AWSX_VPC) return awsxVpcChildren(name, inTheClear(inputs));
    throw new Error(`a remote component that is not modelled, got ${JSON.stringify(type)}; use ${AWSX_VPC}, or resources of aws`);
  } catch (error) {
    throw refused(urn, deployment.componentCaller(urn), notModelled(error));
  }
}
