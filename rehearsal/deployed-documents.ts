import { measure, QUOTAS, type QuotaName } from "../iam/quota.ts";
import type { PolicyDocument } from "../policy-pack/parsed-policy.ts";
import { type DocumentKind, documentsOf } from "../policy-pack/resource-documents.ts";
import { markUnknownProperties } from "../policy-pack/unknown-values.ts";
import type { RehearsedResource } from "./rehearsal-result.ts";

/** A policy document that would be deployed. */
export interface DeployedDocument {
  /** What carries it; a global table carries the policies of its replicas in itself. */
  readonly resource: RehearsedResource;
  readonly kind: DocumentKind;
  readonly document: PolicyDocument;
}

/** How much of one of AWS's quotas is used by a document, or by all documents that share it. */
export interface DocumentSize {
  readonly stack: string;
  /** The resource's logical name; for what a role's inline policies share, the role's name in its account. */
  readonly of: string;
  readonly quota: QuotaName;
  readonly size: number;
}

/** Every policy document of rehearsed resources, in their order. */
export function deployedDocuments(resources: readonly RehearsedResource[]): DeployedDocument[] {
  return resources.flatMap((resource) =>
    documentsOf({ type: resource.type, properties: markUnknownProperties(resource.inputs) }).flatMap(
      ({ kind, document }): DeployedDocument[] => (typeof document === "object" ? [{ resource, kind, document }] : []),
    ),
  );
}

/**
 * Every document that has a quota, the fullest first. All inline policies of a role count together, whichever stacks they come from; the
 * one that is named is the last of them.
 */
export function documentSizes(documents: readonly DeployedDocument[]): DocumentSize[] {
  const shared = new Map<string, DocumentSize>();
  const sizes = documents.flatMap((deployed): DocumentSize[] => {
    const { resource, document } = deployed;
    const quota = quotaOf(deployed);
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

/** The used part of a quota, 1 where it is full. */
export const fullness = ({ quota, size }: Pick<DocumentSize, "quota" | "size">): number => size / QUOTAS[quota].value;

const QUOTA_OF_KIND: Readonly<Record<DocumentKind, QuotaName | undefined>> = {
  identity: "managedPolicySize",
  trust: "trustPolicySize",
  table: "tablePolicySize",
  key: "keyPolicySize",
  secret: "secretPolicySize",
  endpoint: "endpointPolicySize",
  "service-control": "serviceControlPolicySize",
  "resource-control": "resourceControlPolicySize",
  resource: undefined,
};

function quotaOf({ kind, resource }: DeployedDocument): QuotaName | undefined {
  if (kind === "identity" && (resource.type === "aws:iam/rolePolicy:RolePolicy" || resource.type === "aws:iam/role:Role"))
    return "inlinePolicySizePerRole";
  if (kind === "table" && String(resource.inputs["resourceArn"]).includes("/stream/")) return "streamPolicySize";
  return QUOTA_OF_KIND[kind];
}
