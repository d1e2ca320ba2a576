import { deniesRequester } from "../documents/caller-check.ts";
import type { PolicyDocument } from "../documents/parse-document.ts";
import { publicStatement } from "../documents/public-access.ts";
import { madeUp } from "../made-up.ts";
import { type ResourceType, requirement, type Subject } from "../resource-type.ts";
import { policyNameKey, refuseForeignersUnderManagedKey } from "./dynamodb-encryption.ts";
import { isUnderManagedKey } from "./dynamodb-replica.ts";

const isStreamArn = (arn: string): boolean => arn.includes("/stream/");

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html */
export const RESOURCE_POLICY: ResourceType = {
  token: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  scope: "regional",
  required: ["policy", "resourceArn"],
  defaults: { confirmRemoveSelfResourceAccess: false },
  replacedBy: ["resourceArn"],
  documents: { policy: (inputs) => (isStreamArn(String(inputs["resourceArn"])) ? "stream" : "table") },
  isTaggable: false,
  computed: ["revisionId"],
  recomputed: () => ["revisionId"],
  make: ({ inputs }) => {
    const arn = String(inputs["resourceArn"]);
    return { id: arn, outputs: { revisionId: madeUp(arn, String(inputs["policy"])).digits(13) } };
  },
  unique: ({ inputs }) => [policyNameKey(String(inputs["resourceArn"]))],
  // AWS overwrites an earlier policy. Here two resources that would overwrite each other are refused.
  taken: ({ made }) => ["ResourceInUseException", `The resource has a resource policy already: ${made.id}`],
  requires: ({ inputs }) => {
    const arn = String(inputs["resourceArn"]);
    return [requirement(arn, "vanishes", "ResourceNotFoundException", `Requested resource not found: ${arn}`)];
  },
  judge: (subject) => {
    const document = subject.document("policy");
    if (document === undefined) return;
    refuseOtherResources(subject, document, String(subject.inputs["resourceArn"]));
    refusePublic(subject, document);
    refuseLockOut(subject, document);
    const resource = subject.view.find(String(subject.inputs["resourceArn"]));
    if (resource !== undefined && isUnderManagedKey(subject.view, resource)) refuseForeignersUnderManagedKey(subject, document);
  },
};

/**
 * Refuses a policy whose statements are for anything but the table with its indexes, or the stream, that it is attached to.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function refuseOtherResources(subject: Subject, document: PolicyDocument, arn: string): void {
  for (const { label, resources, notResources } of document.statements) {
    const other = [...(resources ?? []), ...(notResources ?? [])].find(
      (resource) => resource !== "*" && resource !== arn && (isStreamArn(arn) || !resource.startsWith(`${arn}/index/`)),
    );
    if (other === undefined) continue;
    subject.refuse(
      "ValidationException",
      `Invalid policy document: a statement is for another resource than ${arn} (${label}, got ${JSON.stringify(other)})`,
      isStreamArn(arn) ? `write "*" or the stream's ARN` : `write "*", the table's ARN, or the ARN of one of its indexes`,
    );
  }
}

function refusePublic(subject: Subject, document: PolicyDocument): void {
  const statement = publicStatement(document);
  if (statement === undefined) return;
  subject.refuse(
    "ValidationException",
    `Resource-based policy allows public access, which Block Public Access forbids (${statement.label})`,
    "name the principals, or add a condition that fixes aws:PrincipalOrgID, aws:PrincipalArn or aws:SourceVpc without wildcards and variables",
  );
}

function refuseLockOut(subject: Subject, document: PolicyDocument): void {
  if (subject.inputs["confirmRemoveSelfResourceAccess"] === true) return;
  const requester = { principal: subject.principal, account: subject.account };
  if (!deniesRequester(document, "dynamodb:PutResourcePolicy", requester)) return;
  subject.refuse(
    "ValidationException",
    "The new resource policy will not allow you to update the resource policy in the future",
    `exempt ${subject.principal} from the Deny, or set confirmRemoveSelfResourceAccess`,
  );
}
