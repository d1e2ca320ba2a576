import { madeUp } from "../made-up.ts";
import { regionalArn } from "../place.ts";
import type { Reason } from "../refusal.ts";
import type { Bond, Resource } from "../resource.ts";
import { type Facts, type Requirement, requirement } from "../resource-type.ts";

const ID_DIGITS = 17;

/** The id of an EC2 resource, e.g. `vpc-0…`. */
export function ec2Id(prefix: string, facts: Facts): string {
  return (
    facts.existingId ??
    `${prefix}-${`0${madeUp(prefix, facts.account, facts.region, facts.urn, facts.generation).hex(ID_DIGITS)}`.slice(0, ID_DIGITS)}`
  );
}

/** The outputs that all EC2 resources have. */
export function ec2Outputs(facts: Facts, kind: string, id: string): { arn: string; ownerId: string } {
  return { arn: regionalArn(facts, "ec2", `${kind}/${id}`), ownerId: facts.account };
}

/** The key of an EC2 resource. Ids are unique in an account and region. */
export function ec2Key({ account, region }: Pick<Facts, "account" | "region">, id: string): string {
  return `ec2 ${account} ${region} ${id}`;
}

/** A requirement of an EC2 resource, given by id. `kind` is its name in AWS's error codes, e.g. `VpcID`. */
export function ec2Requirement(facts: Facts, kind: string, id: string, bond: Bond): Requirement {
  return requirement(ec2Key(facts, id), bond, `Invalid${kind}.NotFound`, `The ${kind} '${id}' does not exist`);
}

/** Why EC2 refuses to delete a resource that others depend on. */
export function dependencyViolation(resource: Resource, blockers: readonly Resource[]): Reason | undefined {
  if (blockers.length === 0) return undefined;
  return {
    code: "DependencyViolation",
    message: `The ${resource.type.split("/")[1]?.split(":")[0] ?? "resource"} '${resource.id}' has dependencies and cannot be deleted.`,
    remedy: `remove first: ${blockers.map((blocker) => `${blocker.urn} (${blocker.id})`).join(", ")}`,
  };
}
