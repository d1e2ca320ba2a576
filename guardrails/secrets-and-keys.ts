import { parseArn } from "../iam/arn.ts";
import { allOf, type Conditions, condition } from "../iam/condition.ts";
import type { RegionalVpcs } from "../iam/grant-conditions.ts";
import { exceptPrincipals, keysAbsent, keysPresent, notFromVpcs } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { type ActionPattern, deny } from "../iam/statement.ts";
import { partSuffix, partsOf } from "./arn-parts.ts";
import { OWN_TAG } from "./blueprint-infrastructure.ts";

/** What decides the statements that bind an account's declared secrets and keys to its networks. */
export interface BoundSecretsAndKeys {
  /** The account's VPCs by region, sorted by region. */
  readonly networks: readonly RegionalVpcs[];
  /** ARNs of the declared secrets; a pattern where AWS ends the name. */
  readonly secrets: readonly string[];
  /** ARNs of the declared keys that exist already. */
  readonly existingKeys: readonly string[];
  /** Patterns of the account's keys in the regions in which stacks make declared keys, whose ids AWS makes up. */
  readonly madeKeys: readonly string[];
  /** ARNs of roles that are bound elsewhere: access roles, and the declared roles of services. */
  readonly boundElsewhere: readonly string[];
}

const SECRET_USE: NonEmpty<ActionPattern> = [
  "secretsmanager:GetSecretValue",
  "secretsmanager:PutSecretValue",
  "secretsmanager:UpdateSecret",
  "secretsmanager:UpdateSecretVersionStage",
];

const KEY_USE: NonEmpty<ActionPattern> = [
  "kms:Decrypt",
  "kms:DeriveSharedSecret",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:GenerateMac",
  "kms:ReEncrypt*",
  "kms:Sign",
  "kms:Verify",
  "kms:VerifyMac",
];

/**
 * Declared secrets and keys are used from the account's own networks, as tables are, as long as no AWS service makes the call: DynamoDB and Secrets
 * Manager use keys for their callers, and CloudFormation or ECS reads a secret for who deploys.
 *
 * Threat: a workload's credentials are used on a laptop to read a secret, or to decrypt with a key. Keys that stacks make are found by the
 * blueprint's tag, which the deploy role alone sets.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function secretsAndKeys(bound: BoundSecretsAndKeys): ServiceControlStatement[] {
  const { networks, secrets, existingKeys, madeKeys, boundElsewhere } = bound;
  const exempt = exceptPrincipals(boundElsewhere);
  const statements: ServiceControlStatement[] = [];
  const regions = networks.map(({ region }) => region);
  const close = (where: string, isHere: (region: string) => boolean, outside: Conditions) => {
    const directly = allOf(outside, exempt, condition("BoolIfExists", "aws:ViaAWSService", ["false"]));
    // KMS says which service calls for a caller.
    const withKey = allOf(outside, exempt, keysAbsent(["kms:ViaService"]));
    const here = (arns: readonly string[]) => arns.filter((each) => isHere(parseArn(each)?.region ?? ""));
    const denying = (sid: string, actions: NonEmpty<ActionPattern>, arns: readonly string[], conditions: Conditions) => {
      for (const [index, part] of partsOf(arns, (arn) => arn).entries())
        statements.push(deny({ sid: `${sid}${where}${partSuffix(index)}`, actions, resources: nonEmpty(part, "resources"), conditions }));
    };
    denying("DenySecrets", SECRET_USE, here(secrets), directly);
    denying("DenyExistingKeys", KEY_USE, here(existingKeys), withKey);
    denying("DenyKeys", KEY_USE, here(madeKeys), allOf(withKey, keysPresent([OWN_TAG])));
  };
  // Their ARNs say the region, in which alone the ids of VPCs are unique.
  for (const network of networks)
    close(`OutsideTheNetworksOf${pascalCase(network.region)}`, (region) => region === network.region, notFromVpcs(network.vpcIds));
  // No network of the account is in the region of these.
  close("WithoutNetworks", (region) => !regions.includes(region), {});
  return statements;
}
