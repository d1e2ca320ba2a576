import { findInStatements } from "../find-in-documents.ts";
import type { ResourceRule } from "../rule.ts";
import { ABSENT, mayHold } from "../statement-reach.ts";

const VIA = "kms:viaservice";
/** Services that nobody has in common, and a call of the caller's own, which is through none. */
const UNLIKE = ["zz.eu-west-1.amazonaws.com", "qx7.us-east-1.amazonaws.com"];

/**
 * Whoever limits a key to what one service does for the caller means that service. A pattern for all services, and an operator that also
 * holds for direct calls, limit nothing.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const namedViaService: ResourceRule = {
  name: "named-via-service",
  displayName: "Keys are used through named services",
  description: "An Allow with a condition on kms:ViaService is for named services, and not for any service or for direct calls.",
  severity: "high",
  remediation: "Write StringEquals on kms:ViaService with the service and the region, as dynamodb.eu-west-1.amazonaws.com.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service",
  tags: ["kms", "conditions"],
  check: (resource) =>
    findInStatements(resource, ["key", "identity"], (statement) => {
      const tests = statement.conditions.filter(({ key }) => key.toLowerCase() === VIA);
      if (statement.effect !== "Allow" || tests.length === 0) return [];
      const got = JSON.stringify(tests.map(({ operator, values }) => `${operator} ${values.join(" ")}`));
      const isForAny = UNLIKE.every((service) => mayHold(statement, { "kms:ViaService": service }));
      if (isForAny) return [`the key is allowed through every service, got ${got}; name the services and their region`];
      if (!mayHold(statement, { "kms:ViaService": ABSENT })) return [];
      return [`the key is allowed without any service too, got ${got}; use StringEquals without IfExists`];
    }),
};
