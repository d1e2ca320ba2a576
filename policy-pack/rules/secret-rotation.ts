import { z } from "zod";
import { type Finding, undecided, violation } from "../finding.ts";
import { shown } from "../judge-property.ts";
import type { SeenResource, StackRule } from "../rule.ts";
import { isBeside } from "../stack-of.ts";
import { isRecord, UNKNOWN } from "../unknown-values.ts";

const SECRET = "aws:secretsmanager/secret:Secret";
const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

const settings = z.strictObject({
  tag: z.string().min(1).default("rotate").describe("The tag of the secrets that are to be rotated."),
  value: z.string().default("true").describe("The tag's value."),
  days: z.int().min(1).max(1000).default(90).describe("The longest time between two rotations, in days."),
});

/**
 * A secret that somebody wants rotated is rotated only if a rotation is set up for it.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
 */
export const secretRotation: StackRule<typeof settings> = {
  name: "secret-rotation",
  displayName: "Secrets are rotated where it is asked for",
  description: "A secret with the tag that asks for rotation has one in its stack, and it comes often enough.",
  severity: "medium",
  remediation: "Add an aws.secretsmanager.SecretRotation for the secret, with rotationRules.automaticallyAfterDays, or take the tag away.",
  page: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
  tags: ["secretsmanager", "credentials"],
  settings,
  checkStack: (resources, { settings: { tag, value, days } }): readonly Finding[] => {
    const rotations = resources.filter(({ type }) => type === ROTATION);
    return resources
      .filter(({ type, properties: { tags } }) => type === SECRET && isRecord(tags) && tags[tag] === value)
      .flatMap((secret) => {
        const own = rotations.filter((each) => isOf(each, secret));
        if (own.length === 0) {
          if (rotations.some(({ properties: { secretId } }) => secretId === UNKNOWN))
            return [undecided(secret, "the secret of a rotation")];
          return [
            violation(
              secret,
              `tags: the secret is never rotated, got ${JSON.stringify({ [tag]: value })}; add an aws.secretsmanager.SecretRotation`,
            ),
          ];
        }
        return own.flatMap((each) => tooSeldom(each, days));
      });
  },
};

function isOf(rotation: SeenResource, secret: SeenResource): boolean {
  const { secretId } = rotation.properties;
  const { arn, id, name } = secret.properties;
  if (secretId === UNKNOWN) return rotation.dependsOn.includes(secret.urn);
  return typeof secretId === "string" && [arn, id, name].includes(secretId) && isBeside(rotation, secret);
}

function tooSeldom(rotation: SeenResource, days: number): readonly Finding[] {
  const { rotationRules: rules } = rotation.properties;
  const after = isRecord(rules) ? rules["automaticallyAfterDays"] : rules;
  const schedule = isRecord(rules) ? rules["scheduleExpression"] : undefined;
  if (after === UNKNOWN) return [undecided(rotation, "rotationRules.automaticallyAfterDays")];
  // A schedule is written in words of its own, and says when.
  if (schedule !== undefined || (typeof after === "number" && after <= days)) return [];
  return [
    violation(rotation, `rotationRules: the secret is rotated after more than ${days} days, got ${shown(after)}; write ${days} or less`),
  ];
}
