import { chooseFrom } from "../../model/reading/suggest.ts";
import { NONE } from "../../model/schema/inventory.ts";
import type { GrantOnKey } from "./deployed-data.ts";
import type { Encryption } from "./encryption-at-rest.ts";
import { resourceKindOf } from "./inventory-file.ts";
import { type Entries, isRoleOrUser, listed, type Reader, type Section } from "./inventory-reader.ts";
import type { DeployedDocument } from "./world-resource.ts";

/** What the grants on a key allow a principal. */
export function grantedBy(
  grants: readonly GrantOnKey[],
  key: string,
  principal: string,
): { readonly key: string; readonly operations: readonly string[] } | undefined {
  const operations = grants.filter(({ to }) => to === principal).flatMap((grant) => grant.operations);
  return operations.length === 0 ? undefined : { key, operations };
}

/** The policy of a resource that exists, or that it has none. */
export function existingPolicy(
  name: string,
  document: Section<"resourcePolicies">[string],
  { names, inventory, report, read }: Reader,
): Entries<DeployedDocument | undefined> {
  const path = ["resourcePolicies", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (inventory.resourcePolicies.has(arn)) report(path, `is written by a stack, got ${JSON.stringify(name)}; remove it`);
  else if (document === NONE && resourceKindOf(arn) === "key policy")
    report(path, 'is a key, which always has a policy, got "none"; write its document');
  else return [[arn, document === NONE ? undefined : read(`the policy of ${name}`, path, document, resourceKindOf(arn))]];
  return [];
}

/** What a table or secret is encrypted under that nobody declared. */
export function existingEncryption(
  name: string,
  encryption: Section<"encryption">[string],
  { names, inventory, isEncryptionDeclared, report }: Reader,
): Entries<Encryption> {
  const path = ["encryption", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (inventory.encryption.has(arn)) report(path, `is made by a stack, which says its key, got ${JSON.stringify(name)}; remove it`);
  else if (!/:dynamodb:[^/]*:table\/[^/]+$|:secretsmanager:/.test(arn))
    report(path, `is no table or secret, got ${JSON.stringify(name)}; name the table or secret`);
  else if (encryption === "aws-owned" && /:secretsmanager:/.test(arn))
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    report(path, 'is a secret, which AWS owns no key for, got "aws-owned"; write aws-managed, or { key: <ARN> }');
  else if (isEncryptionDeclared(arn)) report(path, `has its key in the declaration, got ${JSON.stringify(name)}; remove it`);
  else return [[arn, typeof encryption === "string" ? { by: encryption } : { by: "customer", key: encryption.key }]];
  return [];
}

/**
 * The operations that a grant may allow.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html
 */
const OPERATIONS = [
  "Decrypt",
  "Encrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ReEncryptFrom",
  "ReEncryptTo",
  "Sign",
  "Verify",
  "GetPublicKey",
  "CreateGrant",
  "RetireGrant",
  "DescribeKey",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "VerifyMac",
  "DeriveSharedSecret",
] as const;

/** What is wrong with an operation that no grant allows. */
function unknownOperation(operation: string): string | undefined {
  if (OPERATIONS.some((each) => each === operation)) return undefined;
  return `is no operation that a grant allows, got ${JSON.stringify(operation)}; ${chooseFrom(operation, OPERATIONS, "remove it")}`;
}

/** Who has grants on a key that exists. */
export function existingGrants(
  name: string,
  grants: Section<"grants">[string],
  { names, inventory, report }: Reader,
): Entries<readonly GrantOnKey[]> {
  const path = ["grants", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (resourceKindOf(arn) !== "key policy" || /:alias\//.test(arn))
    report(path, `is no key, got ${JSON.stringify(name)}; name the key`);
  else if (inventory.data.has(arn))
    report(path, `is made by a stack, whose guardrails keep grants away, got ${JSON.stringify(name)}; remove it`);
  else
    return [
      [
        arn,
        listed(grants).flatMap(({ to, operations }, index): GrantOnKey[] => {
          const grantee = names.principal(to);
          operations.forEach((operation, at) => {
            const unknown = unknownOperation(operation);
            if (unknown !== undefined) report([...path, index, "operations", at], unknown);
          });
          if (grantee.arn === undefined) report([...path, index, "to"], grantee.problem.message);
          else if (isRoleOrUser(grantee.arn)) return [{ to: grantee.arn, operations }];
          else
            report(
              [...path, index, "to"],
              `is no role or user, got ${JSON.stringify(to)}; name those whom it lets in, or leave out what is told of the key's grants`,
            );
          return [];
        }),
      ],
    ];
  return [];
}

/** The tags of a resource that exists. */
export function existingTags(
  name: string,
  tags: Section<"tags">[string],
  { names, inventory, report }: Reader,
): Entries<Readonly<Record<string, string>>> {
  const path = ["tags", name];
  const { arn, problem } = names.resource(name);
  if (arn === undefined) report(path, problem.message);
  else if (inventory.data.has(arn)) report(path, `is made by a stack, which gives it its tags, got ${JSON.stringify(name)}; remove it`);
  else if (/:iam:/.test(arn)) report(path, `is a role or user, got ${JSON.stringify(name)}; write its tags under principals`);
  else return [[arn, tags === NONE ? {} : tags]];
  return [];
}
