import { measure, QUOTAS, type QuotaName } from "../iam/quota.ts";
import { quotaOf } from "../policy-pack/document-quota.ts";
import type { PolicyDocument } from "../policy-pack/parsed-policy.ts";
import { type DocumentKind, documentsOf } from "../policy-pack/resource-documents.ts";
import { markUnknownProperties } from "../policy-pack/unknown-values.ts";
import type { RehearsedResource } from "./rehearsal-result.ts";

/** A policy document that the stacks would deploy. */
export interface DeployedDocument {
  /** The resource that contains it. A global table contains the policies of its replicas. */
  readonly resource: RehearsedResource;
  readonly kind: DocumentKind;
  readonly document: PolicyDocument;
}

/** The size of a document, or of all documents that share a quota. */
export interface DocumentSize {
  readonly stack: string;
  /** The resource's logical name, or for a role's inline policies together the role's name. */
  readonly of: string;
  readonly quota: QuotaName;
  readonly size: number;
}

/** Every policy document of the resources, in their order. */
export function deployedDocuments(resources: readonly RehearsedResource[]): DeployedDocument[] {
  return resources.flatMap((resource) =>
    documentsOf({ type: resource.type, properties: markUnknownProperties(resource.inputs) }).flatMap(
      ({ kind, document }): DeployedDocument[] => (typeof document === "object" ? [{ resource, kind, document }] : []),
    ),
  );
}

/**
 * The size of every document that has a quota, those closest to their quota first. A role's inline policies count together, also when
 * several stacks deploy them; `stack` is then the stack of the last one.
 */
export function documentSizes(documents: readonly DeployedDocument[]): DocumentSize[] {
  const shared = new Map<string, DocumentSize>();
  const sizes = documents.flatMap((deployed): DocumentSize[] => {
    const { resource, document } = deployed;
    const quota = quotaOf(deployed.kind, { type: resource.type, properties: resource.inputs });
    if (quota === undefined) return [];
    const size = measure(document.text, QUOTAS[quota].unit);
    const { stack, name: of } = resource;
    if (quota !== "inlinePolicySizePerRole") return [{ stack, of, quota, size }];
    const role = resource.type === "aws:iam/role:Role" ? resource.inputs["name"] : resource.inputs["role"];
    const key = `${resource.account} ${String(role)}`;
    shared.set(key, { stack, of: `role ${String(role)}`, quota, size: size + (shared.get(key)?.size ?? 0) });
    return [];
  });
  return [...sizes, ...shared.values()].sort((a, b) => fullness(b) - fullness(a));
}

/** The used part of a quota; 1 when it is full. */
export const fullness = ({ quota, size }: Pick<DocumentSize, "quota" | "size">): number => size / QUOTAS[quota].value;
