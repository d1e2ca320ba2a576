import { parseArn } from "../../iam/arn.ts";
import { isWholeAccount } from "../broad-principals.ts";
import { findInStatements } from "../find-in-documents.ts";
import { completedArn, matchesEverything, type UnlikePair } from "../matches-everything.ts";
import { operatorOf } from "../operator-name.ts";
import type { Condition } from "../parsed-policy.ts";
import type { DocumentKind } from "../resource-documents.ts";
import type { ResourceRule } from "../rule.ts";

const KINDS: readonly DocumentKind[] = ["trust", "table", "key", "secret", "resource"];
const PINNING_OPERATORS = new Set(["StringEquals", "StringLike", "ArnEquals", "ArnLike"]);
const PINNING_KEYS = new Set(["aws:principalarn", "aws:userid", "aws:username"]);

/** Pairs of made-up ARNs and unique ids. A pattern that matches both of a pair pins no principal. */
const UNLIKE: readonly UnlikePair[] = [
  ["role/Qx7", "role/a/0_z.-9"],
  ["user/Qx7", "user/a/0_z.-9"],
  ["assumed-role/Qx7/one", "assumed-role/0_z.-9/two"],
  ["AROAQX7ABCDEFGHIJKLMN:one", "AROA0Z9OPQRSTUVWXYZ234:two"],
  ["AIDAQX7ABCDEFGHIJKLMN", "AIDA0Z9OPQRSTUVWXYZ23"],
];

/**
 * A whole account as principal leaves the decision to the account's administrators: all its roles with the right permission are allowed. A
 * pin allows only one caller, also after the caller's role is recreated. An external id is no pin: it says for whom the account calls, and
 * not which principal calls. A key policy may name a service instead, as AWS managed keys do. Then the key is only used through that
 * service, which checks access to the encrypted data first.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const pinnedAccountTrust: ResourceRule = {
  name: "pinned-account-trust",
  displayName: "Whole accounts are pinned",
  description: "An Allow for a whole account pins the principals that it is for.",
  severity: "high",
  remediation: "Name the role in Principal, or keep the account's root and add ArnLike on aws:PrincipalArn.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  tags: ["principals", "trust"],
  check: (resource) =>
    findInStatements(resource, KINDS, ({ effect, principals = [], conditions }, kind) => {
      if (effect !== "Allow" || conditions.some(isPin) || (kind === "key" && conditions.some(isServicePin))) return [];
      return principals
        .filter(isWholeAccount)
        .map(
          ({ value }) =>
            `a whole account is allowed without a pin, got ${JSON.stringify(value)}; name the role, or add ArnLike on aws:PrincipalArn`,
        );
    }),
};

function isPin({ operator, key, values }: Condition): boolean {
  const taken = operatorOf(operator);
  if (taken === undefined || taken.isIfExists || taken.qualifier !== undefined || !PINNING_OPERATORS.has(taken.base)) return false;
  return PINNING_KEYS.has(key.toLowerCase()) && values.length > 0 && values.every(isNarrow);
}

/** Whether a key is only used through named services. A pattern is no pin, since it may match other services too. */
function isServicePin({ operator, key, values }: Condition): boolean {
  return operator === "StringEquals" && key.toLowerCase() === "kms:viaservice" && values.length > 0;
}

/** Whether a pattern fixes more of a principal than its account and its kind. A variable may stand for any value of the caller. */
function isNarrow(value: string): boolean {
  const resource = parseArn(completedArn(value))?.resource ?? value;
  if (value.includes("${") || matchesEverything(resource, UNLIKE)) return false;
  const name = resource.replace(/^(?:role|user|assumed-role|federated-user)\//, "");
  return /[^*?/]/.test(name);
}
