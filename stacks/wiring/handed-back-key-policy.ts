import { type KeyStatement, keyPolicy } from "../../iam/key-policy.ts";
import { render } from "../../iam/render.ts";
import { keyWriter } from "../../model/plan/key-writing.ts";
import { accountOf } from "../../model/plan/plan-index.ts";
import type { ResolvedGrant, ResolvedPlan } from "../../model/plan/resolve.ts";
import type { DeployedGrant, NamedRole } from "../../sharing/deployed-grant.ts";
import { directKeyStatement, keyStatement } from "../../sharing/resource-policy.ts";
import type { SharedResource } from "../../sharing/shared-resource.ts";

/**
 * What a key's owner has to add by hand where the key exists and Palisade does not write its policy, as a policy with one statement.
 * Undefined where there is nothing to add.
 * @param role the role that the key's policy has to name: the consumer's own, or the owner's role that it takes
 */
export function handedBackKeyPolicy(
  plan: ResolvedPlan,
  grant: ResolvedGrant,
  resource: SharedResource,
  { role, from }: { readonly role: NamedRole; readonly from: DeployedGrant["from"] },
): string | undefined {
  const deployed: DeployedGrant = { grant, role, from, pollsStreams: false };
  const statement = missingStatement(plan, grant, resource, deployed);
  return statement === undefined ? undefined : render(keyPolicy([statement]), { where: `key policy for ${grant.id}` });
}

function missingStatement(
  plan: ResolvedPlan,
  { owner, name, region }: ResolvedGrant,
  resource: SharedResource,
  deployed: DeployedGrant,
): KeyStatement | undefined {
  const account = accountOf(plan, owner);
  if (account === undefined) return undefined;
  switch (resource.kind) {
    case "keys":
      return account.keys.find((key) => key.name === name)?.existing === undefined ? undefined : directKeyStatement(deployed);
    case "tables": {
      const table = account.tables.find((each) => each.name === name);
      if (table === undefined || resource.table.keyArn === undefined) return undefined;
      if (keyWriter(account, { encryption: table.encryption, existing: !table.created }) !== "owner") return undefined;
      return keyStatement(deployed, { service: "dynamodb", region, name });
    }
    case "secrets": {
      const secret = account.secrets.find((each) => each.name === name);
      if (secret === undefined || resource.secret.keyArn === undefined) return undefined;
      if (keyWriter(account, { encryption: secret.encryption, existing: secret.existing !== undefined }) !== "owner") return undefined;
      return keyStatement(deployed, { service: "secretsmanager", region, name });
    }
  }
}
