import { parseArn } from "../../iam/arn.ts";
import { accountOf } from "../broad-principals.ts";
import { type Finding, undecided, unseen, violation } from "../finding.ts";
import { isOfBlueprint } from "../of-blueprint.ts";
import { providerAccountOf } from "../own-account.ts";
import type { Principal } from "../parsed-policy.ts";
import { documentsOf, type PlacedDocument } from "../resource-documents.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { isAwsManagedAlias, tablesOf } from "../seen-table.ts";
import { UNKNOWN } from "../unknown-values.ts";

const SECRET = "aws:secretsmanager/secret:Secret";

/** Policies that are separate resources: the property with the ARN of the table or secret. */
const SHARED: Readonly<Record<string, { readonly property: string; readonly noun: Owned["noun"] }>> = {
  "aws:dynamodb/resourcePolicy:ResourcePolicy": { property: "resourceArn", noun: "table" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { property: "secretArn", noun: "secret" },
};

/**
 * Other accounts cannot use an AWS managed key. The grant looks right and every call fails. And the owner cannot change the key's policy.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export const noSharingUnderAwsManagedKey: StackRule = {
  name: "no-sharing-under-aws-managed-key",
  displayName: "Shared data has a customer managed key",
  description: "A table or secret that is shared with other accounts is encrypted under a customer managed key.",
  severity: "high",
  remediation: "Encrypt the table or secret under a customer managed key, and let the other account use the key.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html",
  tags: ["dynamodb", "secretsmanager", "kms", "encryption"],
  checkStack: (resources) => resources.flatMap((resource) => findingsOf(resource, resources)),
};

/** The parts of a table or secret that this rule checks. */
interface Owned {
  readonly noun: "table" | "secret";
  readonly urn: string;
  readonly arn: unknown;
  /** `elsewhere`: no resource of the stack shows it. */
  readonly key: "own" | "aws" | "elsewhere" | typeof UNKNOWN;
}

function findingsOf(resource: SeenResource, resources: readonly SeenResource[]): readonly Finding[] {
  if (resource.type === SECRET) return judged(resource, secretOf(resource), documentsOf(resource));
  const shared = Object.hasOwn(SHARED, resource.type) ? SHARED[resource.type] : undefined;
  if (shared === undefined) return cloudControlFindings(resource);
  const { property, noun } = shared;
  const arn = resource.properties[property];
  const candidates = resources.flatMap((each): readonly Owned[] =>
    noun === "secret" ? (each.type === SECRET ? [secretOf(each)] : []) : tablesIn(each),
  );
  const owned = typeof arn === "string" ? candidates.find((one) => isOf(arn, one.arn)) : onlyDependency(resource, candidates);
  const isElsewhere = owned === undefined && typeof arn === "string" && candidates.every((one) => one.arn !== UNKNOWN);
  // The blueprint's policies of what exists are proven with the key that the inventory tells.
  if (isElsewhere && isOfBlueprint(resource)) return [];
  return judged(resource, { noun, urn: resource.urn, key: isElsewhere ? "elsewhere" : UNKNOWN, ...owned, arn }, documentsOf(resource));
}

/** A table that Cloud Control makes contains its policies. */
function cloudControlFindings(resource: SeenResource): readonly Finding[] {
  const placed = documentsOf(resource);
  return tablesIn(resource).flatMap((table) =>
    judged(
      resource,
      table,
      placed.filter(({ where }) => where === table.where || where.startsWith(`${table.where}.`)),
    ),
  );
}

const secretOf = ({ urn, properties: { arn, kmsKeyId } }: SeenResource): Owned => ({ noun: "secret", urn, arn, key: whoseKey(kmsKeyId) });

function tablesIn(resource: SeenResource): readonly (Owned & { readonly where: string })[] {
  const tables = tablesOf(resource);
  if (tables === UNKNOWN) return [{ noun: "table", urn: resource.urn, arn: UNKNOWN, key: UNKNOWN, where: "desiredState" }];
  return tables.map(({ where, arn, encryption, key }) => ({
    noun: "table",
    urn: resource.urn,
    arn,
    where,
    key: encryption.isOn === UNKNOWN ? UNKNOWN : encryption.isOn === true ? whoseKey(key.value) : "aws",
  }));
}

function judged(policy: SeenResource, { noun, arn, key }: Owned, placed: readonly PlacedDocument[]): readonly Finding[] {
  return placed.flatMap(({ where, document }) => {
    if (document === undefined) return [];
    if (document === UNKNOWN) return [undecided(policy, where)];
    const account = (typeof arn === "string" ? parseArn(arn)?.accountId : undefined) ?? providerAccountOf(policy.provider);
    const [first] = document.statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ principals = [] }) => principals)
      .filter((principal) => isForeign(principal, account));
    if (first === undefined || key === "own") return [];
    if (key === UNKNOWN) return [undecided(policy, `the ${noun}, or its key,`)];
    if (account === undefined) return [undecided(policy, `the account of the ${noun}`)];
    if (key === "elsewhere")
      return [
        unseen(
          policy,
          `the ${noun} is not of this stack, which does not show its key, got ${JSON.stringify(arn)}`,
          "make sure that the key is a customer managed key, and exempt the policy",
        ),
      ];
    const remedy = `encrypt the ${noun} under a customer managed key`;
    return [
      violation(policy, `the ${noun} is shared under an AWS managed key, got ${JSON.stringify(first.value)} as principal; ${remedy}`),
    ];
  });
}

/** Whether a principal belongs to another account. While the account is unknown, every principal may. */
function isForeign(principal: Principal, account: string | undefined): boolean {
  if (principal.kind === "AWS" && principal.value === "*") return true;
  const own = accountOf(principal);
  return own !== undefined && own !== account;
}

function isOf(arn: string, owner: unknown): boolean {
  return typeof owner === "string" && (arn === owner || arn.startsWith(`${owner}/stream/`));
}

function onlyDependency({ dependsOn }: SeenResource, candidates: readonly Owned[]): Owned | undefined {
  const found = candidates.filter(({ urn }) => dependsOn.includes(urn));
  return found.length === 1 ? found[0] : undefined;
}

function whoseKey(key: unknown): Owned["key"] {
  if (key === UNKNOWN) return UNKNOWN;
  return typeof key === "string" && key !== "" && !isAwsManagedAlias(key) ? "own" : "aws";
}
