import type { PolicyDocument } from "../engine/policy-document.ts";
import type { PolicyKind } from "../engine/policy-kind.ts";
import type { DeployedResources } from "./deployed-resources.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** A document as it is deployed, with its kind. */
export interface DeployedPolicy {
  readonly document: PolicyDocument;
  readonly kind: PolicyKind;
}

/** Every document whose text is known and that a stack carries, by what explanations call it. */
export function deployedPolicies(deployed: DeployedResources): ReadonlyMap<string, DeployedPolicy> {
  const { roles, inlineByName, managed, endpoints, serviceControl, resourceControl, resourcePolicies } = deployed;
  const ofKind = (documents: Iterable<DeployedDocument>, kind: PolicyKind) =>
    [...documents].flatMap(({ title, urn, document }): [string, DeployedPolicy][] =>
      document === undefined || !urn.startsWith("urn:") ? [] : [[title, { document, kind }]],
    );
  const ofResources = [...resourcePolicies].flatMap(([holder, document]) =>
    ofKind([document], holder.includes(":kms:") ? "key policy" : "resource policy"),
  );
  return new Map([
    ...ofKind([...inlineByName.values()].flat(), "identity policy"),
    ...ofKind(
      [...roles.values()].flatMap(({ inline }) => inline),
      "identity policy",
    ),
    ...ofKind(managed.values(), "identity policy"),
    ...ofKind(
      [...roles.values()].map(({ trust }) => trust),
      "trust policy",
    ),
    ...ofKind(
      endpoints.flatMap(({ policy }) => policy ?? []),
      "endpoint policy",
    ),
    ...ofKind([...serviceControl.values()].flat(), "service control policy"),
    ...ofKind([...resourceControl.values()].flat(), "resource control policy"),
    ...ofResources,
  ]);
}
