import { parseArn } from "../../iam/arn.ts";
import { documentsOf } from "../documents.ts";
import { isRecord, UNKNOWN } from "../plain.ts";
import type { PolicyDocument, Principal } from "../policy-document.ts";
import { accountOf } from "../principals.ts";
import { argumentOf } from "../provider-argument.ts";
import { type Finding, notKnown, type SeenResource, type StackRule, violation } from "../rule.ts";

const TABLE = "aws:dynamodb/table:Table";
const SECRET = "aws:secretsmanager/secret:Secret";

/** How a policy of its own names the resource that it is about, and what that resource is. */
const SHARED: Readonly<Record<string, { readonly property: string; readonly of: string; readonly noun: string }>> = {
  "aws:dynamodb/resourcePolicy:ResourcePolicy": { property: "resourceArn", of: TABLE, noun: "table" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { property: "secretArn", of: SECRET, noun: "secret" },
};

/**
 * A key of AWS's cannot be used from another account: the grant looks right and every call fails, and the owner cannot close the key to
 * anyone.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export const noSharingUnderAwsManagedKey: StackRule = {
  name: "no-sharing-under-aws-managed-key",
  description: "A table or secret that principals of other accounts may use is encrypted under a key of the account's own.",
  checkStack: (resources) =>
    resources.flatMap((resource) => {
      if (resource.type === SECRET) return secretFindings(resource);
      const shared = Object.hasOwn(SHARED, resource.type) ? SHARED[resource.type] : undefined;
      if (shared === undefined) return [];
      return policyFindings(resource, shared, resources);
    }),
};

function secretFindings(secret: SeenResource): readonly Finding[] {
  const [placed] = documentsOf(secret);
  if (placed?.document === undefined) return [];
  return judged(secret, secret, placed.document, secret.properties["arn"], "secret");
}

function policyFindings(
  policy: SeenResource,
  { property, of, noun }: { readonly property: string; readonly of: string; readonly noun: string },
  resources: readonly SeenResource[],
): readonly Finding[] {
  const [placed] = documentsOf(policy);
  if (placed?.document === undefined) return [];
  const arn = policy.properties[property];
  const candidates = resources.filter(({ type }) => type === of);
  const owned = typeof arn === "string" ? candidates.find((one) => isOf(arn, one.properties["arn"])) : onlyDependency(policy, candidates);
  return judged(policy, owned, placed.document, arn, noun);
}

function judged(
  policy: SeenResource,
  owned: SeenResource | undefined,
  document: PolicyDocument | typeof UNKNOWN,
  arn: unknown,
  noun: string,
): readonly Finding[] {
  if (document === UNKNOWN) return [notKnown(policy, "policy")];
  const account = (typeof arn === "string" ? parseArn(arn)?.accountId : undefined) ?? providerAccount(policy);
  const foreign = document.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ principals = [] }) => principals)
    .filter((principal) => isForeign(principal, account));
  const [first] = foreign;
  if (first === undefined) return [];
  const key = owned === undefined ? UNKNOWN : keyOf(owned);
  if (key === UNKNOWN) return [notKnown(policy, `the key of the ${noun}, or where it is made,`)];
  if (key === "own") return [];
  if (account === undefined) return [notKnown(policy, `the account of the ${noun}`)];
  const remedy = `give the ${noun} a key of the account's own`;
  return [violation(policy, `the ${noun} is shared under a key of AWS's, got ${JSON.stringify(first.value)} as principal; ${remedy}`)];
}

/** The account that the provider works in, where it says so. */
function providerAccount({ provider: { allowedAccountIds } }: SeenResource): string | undefined {
  const accounts = argumentOf(allowedAccountIds);
  const [only] = Array.isArray(accounts) && accounts.length === 1 ? (accounts as unknown[]) : [];
  return typeof only === "string" ? only : undefined;
}

/** Whether a principal belongs elsewhere than to the account; to any other where that is not known. */
function isForeign(principal: Principal, account: string | undefined): boolean {
  if (principal.kind === "AWS" && principal.value === "*") return true;
  const own = accountOf(principal);
  return own !== undefined && own !== account;
}

function isOf(arn: string, owner: unknown): boolean {
  return typeof owner === "string" && (arn === owner || arn.startsWith(`${owner}/stream/`));
}

function onlyDependency({ dependsOn }: SeenResource, candidates: readonly SeenResource[]): SeenResource | undefined {
  const found = candidates.filter(({ urn }) => dependsOn.includes(urn));
  return found.length === 1 ? found[0] : undefined;
}

/** Whose key a table or secret is under. */
function keyOf({ type, properties }: SeenResource): "own" | "aws" | typeof UNKNOWN {
  const { serverSideEncryption: encryption, kmsKeyId } = properties;
  const key =
    type === SECRET
      ? kmsKeyId
      : isRecord(encryption)
        ? encryption["enabled"] === false
          ? undefined
          : encryption["kmsKeyArn"]
        : encryption;
  if (key === UNKNOWN) return UNKNOWN;
  return typeof key === "string" && key !== "" && !/(?:^|:)alias\/aws\//.test(key) ? "own" : "aws";
}
