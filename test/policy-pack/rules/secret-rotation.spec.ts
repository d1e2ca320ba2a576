import { secretRotation } from "../../../policy-pack/rules/secret-rotation.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:300000000001:secret:signing-AbCdEf";
const secret = (tags: unknown = { rotate: "true" }): PolicyTarget => ({
  type: "aws:secretsmanager/secret:Secret",
  name: "signing",
  props: { arn: ARN, tags },
});
const rotation = (change: Record<string, unknown> = {}, dependsOn: readonly string[] = []): PolicyTarget => ({
  type: "aws:secretsmanager/secretRotation:SecretRotation",
  name: "rotation",
  props: { secretId: ARN, rotationRules: { automaticallyAfterDays: 30 }, ...change },
  dependsOn,
});

describeRule(secretRotation, {
  right: () => [secret(), rotation()],
  refuses: [
    { fact: "a secret without rotation", change: () => [secret()], says: /never rotated, got \{"rotate":"true"\}/ },
    { fact: "the rotation of another secret", change: () => [secret(), rotation({ secretId: `${ARN}x` })] },
    {
      fact: "a rotation that comes too seldom",
      change: () => [secret(), rotation({ rotationRules: { automaticallyAfterDays: 365 } })],
      says: /got 365/,
    },
    { fact: "a time of the settings", settings: { days: 7 }, change: () => [secret(), rotation()] },
    { fact: "a tag of the settings", settings: { tag: "kind", value: "password" }, change: () => [secret({ kind: "password" })] },
  ],
  accepts: [
    { fact: "a secret that asks for none", change: () => [secret({ rotate: "false" }), { ...secret({}), name: "two" }] },
    { fact: "a schedule", change: () => [secret(), rotation({ rotationRules: { scheduleExpression: "rate(10 days)" } })] },
    { fact: "a rotation that a preview knows by its secret", change: () => [secret(), rotation({ secretId: UNKNOWN_TEXT }, ["signing"])] },
  ],
  leavesOpen: [
    { fact: "a rotation of an unknown secret", change: () => [secret(), rotation({ secretId: UNKNOWN_TEXT })] },
    {
      fact: "a time that is unknown",
      change: () => [secret(), rotation({ rotationRules: { automaticallyAfterDays: "3eeb2bf0-c639-47a8-9e75-3b44932eb421" } })],
    },
  ],
});
