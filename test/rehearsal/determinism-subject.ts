import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { RehearsalOptions, StackProgram } from "../../rehearsal/rehearsal-options.ts";
import { resourcesJson } from "../../rehearsal/resources-json.ts";
import { fullName, LAMBDA_MAY_ASSUME, parameter, REGION, rehearseToys, toy } from "./toy.ts";

/** Stacks of several accounts in three layers, with names that AWS and Pulumi make up, a network, secrets and values of other stacks. */
export function manyStacks(): readonly StackProgram[] {
  const accounts = ["200000000002", "200000000003", "200000000004"];
  return accounts.flatMap((account, index) => [
    toy(
      `foundation-${index}`,
      () => {
        const provider = new aws.Provider("aws", { region: REGION, allowedAccountIds: [account] });
        const zones = ["a", "b"].map((zone) => `${REGION}${zone}`);
        const vpc = new awsx.ec2.Vpc(
          "net",
          {
            cidrBlock: `10.${index}.0.0/16`,
            availabilityZoneNames: zones,
            natGateways: { strategy: "None" },
            subnetStrategy: "Auto",
            subnetSpecs: [{ type: "Isolated", cidrMask: 20 }],
          },
          { providers: [provider] },
        );
        const roles = ["api", "batch"].map((name) => new aws.iam.Role(name, { assumeRolePolicy: LAMBDA_MAY_ASSUME }, { provider }));
        return { vpc: vpc.vpcId, roles: pulumi.all(roles.map(({ arn }) => arn)), key: pulumi.secret("correct horse") };
      },
      { account },
    ),
    toy(
      `data-${index}`,
      () => {
        const references = accounts.map((_, other) => new pulumi.StackReference(fullName(`foundation-${other}`)));
        for (const [other, reference] of references.entries()) {
          parameter(
            `roles-${other}`,
            reference.requireOutput("roles").apply((arns: unknown) => JSON.stringify(arns)),
          );
          parameter(`key-${other}`, reference.requireOutput("key").apply(String));
        }
        return { vpcs: pulumi.all(references.map((reference) => reference.requireOutput("vpc"))) };
      },
      { account, dependsOn: accounts.map((_, other) => `foundation-${other}`) },
    ),
  ]);
}

/** The resources of many stacks as they are written. */
export async function writtenResources(options: Partial<RehearsalOptions> = {}): Promise<string> {
  const rehearsal = await rehearseToys(manyStacks(), options);
  const [refusal] = rehearsal.refusals;
  if (refusal !== undefined) throw new Error(`${refusal.urn}: ${refusal.message}`);
  return [...resourcesJson(rehearsal)].join("");
}
