import * as aws from "@pulumi/aws";
import { roleArn } from "../../iam/arn.ts";
import type { PlannedStack } from "../../model/plan/plan.ts";
import type { Tag } from "../../model/plan/planned-tags.ts";
import type { ResolvedAccount, ResolvedPlan } from "../../model/plan/resolve.ts";

/** Tags as resources take them; where a key stands twice, the later one wins. */
export const tagsByKey = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));

/** The tags of everything that a stack makes. */
export function tagsOf(
  { organization }: Pick<ResolvedPlan, "organization">,
  stack: string,
  account: Pick<ResolvedAccount, "tags"> | undefined,
): Readonly<Record<string, string>> {
  return { ...tagsByKey(account?.tags ?? []), "palisade:organization": organization.name, "palisade:stack": stack };
}

/**
 * The one provider of a stack: the deploy role in a member account; in the management account the credentials that run the program.
 * @param role name of the role in member accounts, where it is not the account's deploy role; a preview may take one that only reads
 */
export function providerOf(
  { organization }: ResolvedPlan,
  stack: PlannedStack,
  account: (ResolvedAccount & { readonly id: string }) | undefined,
  role?: string,
): aws.Provider {
  const inManagement = stack.actsIn === "management" || account === undefined;
  const accountId = inManagement ? organization.managementAccount : account.id;
  return new aws.Provider("aws", {
    region: organization.homeRegion as aws.Region,
    allowedAccountIds: [accountId],
    ...(inManagement
      ? {}
      : {
          assumeRoles: [
            {
              roleArn: roleArn({ partition: organization.partition, accountId, name: role ?? account.deployRole }),
              sessionName: "palisade",
            },
          ],
        }),
    defaultTags: { tags: tagsOf({ organization }, stack.name, account) },
  });
}
