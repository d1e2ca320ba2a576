import { isWholeAccount } from "../broad-principals.ts";
import { type Finding, undecided, violation } from "../finding.ts";
import { judgeProperty, shown } from "../judge-property.ts";
import { KEY_GRANT } from "../key-grant.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

/**
 * A grant gives use of a key beside the key's policy, and shows in no policy. One with CreateGrant lets its principal give the key on.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
export const exactKeyGrant: ResourceRule = {
  name: "exact-key-grant",
  displayName: "Grants of keys are exact",
  description: "A grant of a KMS key names a role or user, and lets it make further grants only within constraints.",
  severity: "high",
  remediation: "Name the role in granteePrincipal. Leave CreateGrant out of operations, or add constraints on the encryption context.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/grants.html",
  tags: ["kms", "principals"],
  check: (resource) => {
    if (resource.type !== KEY_GRANT) return [];
    return [
      ...judgeProperty(resource, "granteePrincipal", (value) => typeof value !== "string" || !isBroad(value), [
        "a whole account may use the key",
        "name the role",
      ]),
      ...furtherGrants(resource),
    ];
  },
};

const isBroad = (value: string): boolean => /[*?]/.test(value) || isWholeAccount({ kind: "AWS", value });

function furtherGrants(resource: SeenResource): readonly Finding[] {
  const { operations, constraints } = resource.properties;
  const isPassedOn = Array.isArray(operations) && operations.includes("CreateGrant");
  if (operations === UNKNOWN || (!isPassedOn && Array.isArray(operations) && operations.includes(UNKNOWN)))
    return [undecided(resource, "operations")];
  if (!isPassedOn || (Array.isArray(constraints) && constraints.length > 0)) return [];
  if (constraints === UNKNOWN) return [undecided(resource, "constraints")];
  return [
    violation(
      resource,
      `operations: the key may be given on to anyone, got ${shown(operations)}; leave out CreateGrant, or add constraints`,
    ),
  ];
}
