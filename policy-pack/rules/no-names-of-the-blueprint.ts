import { z } from "zod";
import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import { isOfBlueprint } from "../of-blueprint.ts";
import type { ResourceRule } from "../rule.ts";
import { UNKNOWN } from "../unknown-values.ts";

const WITH_PATH = ["aws:iam/policy:Policy", "aws:iam/role:Role", "aws:iam/user:User", "aws:iam/instanceProfile:InstanceProfile"];
const settings = z.strictObject({
  path: z.string().startsWith("/").endsWith("/").default("/palisade/").describe("The IAM path that is the blueprint's own."),
});

/**
 * Guardrails and policies know the blueprint's roles by their path. They refuse others to make roles there during the update, and where they
 * do not bind, such a role has what is meant for the blueprint's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
 */
export const noNamesOfTheBlueprint: ResourceRule<typeof settings> = {
  name: "no-names-of-the-blueprint",
  displayName: "The blueprint's path is its own",
  description: "No role, user or policy of other programs lies under the blueprint's IAM path.",
  severity: "high",
  remediation: "Choose another path. Roles that the blueprint is to know are named in its declaration as existing.",
  page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names",
  tags: ["iam", "privilege-escalation"],
  settings,
  check: (resource, { settings: { path } }): readonly Finding[] => {
    const { path: own } = resource.properties;
    if (!WITH_PATH.includes(resource.type) || isOfBlueprint(resource)) return [];
    if (own === UNKNOWN) return [undecided(resource, "path")];
    if (typeof own !== "string" || !own.toLowerCase().startsWith(path.toLowerCase())) return [];
    return [violation(resource, `path: only the blueprint makes what lies under ${path}, got ${shown(own)}; choose another path`)];
  },
};
