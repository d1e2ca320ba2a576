import { isPartition, parseArn, regionalServiceName } from "../../iam/arn.ts";
import { mayAllow } from "../admits-principal.ts";
import { DATA_ACTIONS } from "../data-actions.ts";
import { accountOfPrincipal } from "../declared-match.ts";
import { type Finding, undecided, violation } from "../finding.ts";
import { KEY_TYPES } from "../key-types.ts";
import type { Statement } from "../parsed-policy.ts";
import { documentsOf, type PlacedDocument } from "../resource-documents.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { tablesOf } from "../seen-table.ts";
import { reaches } from "../statement-reach.ts";
import { UNKNOWN } from "../unknown-values.ts";

const KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy";
const SECRET = "aws:secretsmanager/secret:Secret";

/** Policies of data, the property with what they are attached to, and the service that asks KMS for the caller. */
const OF_DATA: Readonly<Record<string, { readonly property: string; readonly service: string }>> = {
  "aws:dynamodb/resourcePolicy:ResourcePolicy": { property: "resourceArn", service: "dynamodb" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": { property: "secretArn", service: "secretsmanager" },
};

/**
 * The policy of a table or secret lets a principal of another account in, and the policy of its key does not. Every call then fails in KMS,
 * and the grant looks right.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
 */
export const keyFollowsData: StackRule = {
  name: "key-follows-data",
  displayName: "Keys let in whom their data lets in",
  description: "A principal of another account that the policy of a table or secret lets in may also use the key that encrypts it.",
  severity: "medium",
  remediation: "Allow kms:Decrypt to the same principal in the key's policy, with kms:ViaService of the data's service.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
  tags: ["kms", "dynamodb", "secretsmanager"],
  checkStack: (resources) => {
    const data = resources.flatMap(dataOf);
    return resources.flatMap((policy) => {
      const kind = Object.hasOwn(OF_DATA, policy.type) ? OF_DATA[policy.type] : undefined;
      const arn = kind === undefined ? undefined : policy.properties[kind.property];
      const found = typeof arn === "string" ? data.find((each) => each.arn === arn || arn.startsWith(`${each.arn}/`)) : undefined;
      return kind === undefined || found === undefined ? [] : judged(policy, found, kind.service, resources);
    });
  },
};

interface EncryptedData {
  readonly arn: string;
  readonly key: string;
}

function dataOf(resource: SeenResource): readonly EncryptedData[] {
  const { arn, kmsKeyId } = resource.properties;
  if (resource.type === SECRET) return typeof arn === "string" && typeof kmsKeyId === "string" ? [{ arn, key: kmsKeyId }] : [];
  const tables = tablesOf(resource);
  return (tables === UNKNOWN ? [] : tables).flatMap((table) =>
    typeof table.arn === "string" && typeof table.key.value === "string" ? [{ arn: table.arn, key: table.key.value }] : [],
  );
}

function judged(
  policy: SeenResource,
  { arn, key }: EncryptedData,
  service: string,
  resources: readonly SeenResource[],
): readonly Finding[] {
  const keyPolicies = policiesOfKey(key, resources);
  const { partition = "", region = "", accountId } = parseArn(arn) ?? {};
  const via = { "kms:ViaService": regionalServiceName(service, region, isPartition(partition) ? partition : "aws") };
  return documentsOf(policy).flatMap(({ where, document }) => {
    if (typeof document !== "object") return [];
    return document.statements.flatMap((statement) =>
      foreignUsers(statement, accountId).flatMap((principal) => {
        if (keyPolicies.length === 0 || keyPolicies.some(({ document: written }) => lets(written, principal, via))) return [];
        if (keyPolicies.some(({ document: written }) => written === UNKNOWN || written?.isPartlyUnknown === true))
          return [undecided(policy, "the key's policy")];
        return [
          violation(
            policy,
            `${where}, ${statement.label}: the policy of the key does not let the principal decrypt, got ${JSON.stringify(principal)}; allow kms:Decrypt to it there`,
          ),
        ];
      }),
    );
  });
}

/** The roles and users of other accounts to which a statement allows data. */
function foreignUsers(statement: Statement, own: string | undefined): readonly string[] {
  if (statement.effect !== "Allow" || ![...DATA_ACTIONS].some((action) => reaches(statement, action))) return [];
  return (statement.principals ?? [])
    .filter(({ kind, value }) => kind === "AWS" && /^arn:[^*?]+:(?:role|user)\/[^*?]+$/.test(value))
    .map(({ value }) => value)
    .filter((value) => accountOfPrincipal(value) !== own);
}

const lets = (written: PlacedDocument["document"], principal: string, via: Readonly<Record<string, string>>): boolean =>
  typeof written === "object" &&
  written.statements.some((each) =>
    mayAllow(each, "kms:Decrypt", principal, { ...via, "kms:CallerAccount": accountOfPrincipal(principal) ?? "" }),
  );

/** The policies of a key that the stack makes. None where it does not make the key. A separate policy replaces the one in the key. */
function policiesOfKey(named: string, resources: readonly SeenResource[]): readonly PlacedDocument[] {
  const keys = resources.filter(
    ({ type, properties: { arn, keyId } }) => KEY_TYPES.includes(type) && [arn, keyId].some((each) => each !== undefined && each === named),
  );
  const separate = resources.filter(
    ({ type, properties: { keyId } }) =>
      type === KEY_POLICY && keys.some(({ properties }) => keyId !== undefined && [properties["arn"], properties["keyId"]].includes(keyId)),
  );
  return (separate.length > 0 ? separate : keys).flatMap((each) => documentsOf(each));
}
