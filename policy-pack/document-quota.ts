import type { QuotaName } from "../iam/quota.ts";
import type { DocumentKind } from "./resource-documents.ts";
import type { SeenResource } from "./rule.ts";

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

/** The quota for the size of a document in a resource. A role's inline policies share one. */
export function quotaOf(kind: DocumentKind, { type, properties }: Pick<SeenResource, "type" | "properties">): QuotaName | undefined {
  if (kind === "identity" && (type === "aws:iam/rolePolicy:RolePolicy" || type === "aws:iam/role:Role")) return "inlinePolicySizePerRole";
  if (kind === "table" && String(properties["resourceArn"]).includes("/stream/")) return "streamPolicySize";
  return QUOTA_OF_KIND[kind];
}
