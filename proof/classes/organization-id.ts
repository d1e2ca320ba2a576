import { type Partition, roleArn } from "../../iam/arn.ts";
import type { Intended } from "../intent/intended.ts";
import type { OrganizationWorld } from "../world/organization-world.ts";

/** The organization's own id, which its principals carry; empty where it has no account. */
export function organizationIdOf(intended: Intended, world: Pick<OrganizationWorld, "situate">, partition: Partition): string {
  const [account] = intended.accounts.values();
  if (account === undefined) return "";
  const principal = roleArn({ partition, accountId: account.id, name: "another" });
  const situation = world.situate({ principal, action: "dynamodb:ListTables", resource: "*", context: {} });
  if ("problems" in situation) return "";
  const found = situation.steps[0].request.context["aws:PrincipalOrgID"];
  return typeof found === "string" ? found : "";
}
