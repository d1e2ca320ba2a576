import * as pulumi from "@pulumi/pulumi";
import { type KeyStatement, keyPolicy } from "../../iam/key-policy.ts";
import { nonEmpty } from "../../iam/non-empty.ts";
import { render } from "../../iam/render.ts";
import type { Origin } from "../../model/plan/origin.ts";
import type { DeployedGrant } from "../../sharing/deployed-grant.ts";
import { type EncryptingService, keyAdministration } from "../../sharing/key-administration.ts";
import { recoveryRoles } from "../wiring/account-roles.ts";
import { type AccountContext, statementsOf } from "../wiring/layer.ts";
import type { ReadGrant } from "../wiring/read-grants.ts";

/** What one use of a key adds to its policy: by a table or a secret that it encrypts, or by direct grants. */
export interface KeyUse {
  readonly grants: readonly ReadGrant[];
  /** The statement for one of the grants. */
  readonly statement: (grant: DeployedGrant) => KeyStatement;
  /** Further statements that follow from the origin. */
  readonly others: readonly pulumi.Output<KeyStatement>[];
  /** Statements that leave it to the account's own permissions who uses what is encrypted. */
  readonly ofTheAccount: readonly KeyStatement[];
  readonly origin: Origin;
}

/** A key whose policy is written. */
export interface WrittenKey {
  /** Logical name of the key. */
  readonly resource: string;
  readonly name: string;
  readonly region: string;
  /** The services that encrypt with it. */
  readonly services: readonly EncryptingService[];
  readonly uses: readonly KeyUse[];
}

/** The policy of a key as JSON: its administration, and a statement for each use. */
export function keyDocument(context: AccountContext, { resource, name, region, services, uses }: WrittenKey): pulumi.Output<string> {
  const { account, plan, stack, trace } = context;
  const { partition, deployRole, administrators } = plan.organization;
  const administration = keyAdministration(
    { partition, accountId: account.id, deployRole, administrators, ...recoveryRoles(context) },
    services,
    region,
  );
  const statements = uses.flatMap(({ grants, statement, others, origin }) => [
    pulumi.all(grants.map(({ deployed }) => deployed)).apply((all) => statementsOf(context, resource, all, (grant) => [statement(grant)])),
    ...others.map((other) =>
      other.apply((added) => {
        trace({ stack, resource, statement: added.sid, origin });
        return [added];
      }),
    ),
  ]);
  return pulumi.all(statements).apply((all) =>
    render(keyPolicy(nonEmpty([...administration, ...uses.flatMap((use) => use.ofTheAccount), ...all.flat()], "key policy")), {
      where: `key policy of ${name}`,
    }),
  );
}
