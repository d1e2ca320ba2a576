import { z } from "zod";
import type { Chain } from "../../../proof/sessions/chains.ts";
import type { Taking } from "../../../proof/sessions/taking.ts";
import type { AnswerContext } from "../explanation/answer-context.ts";
import { explainedStatement } from "../explanation/explained-statement.ts";
import { allowing } from "./allowing-statements.ts";
import { conditionText, listed } from "./condition-text.ts";
import { principalName } from "./principal-names.ts";

/** One step by which a principal comes to act as a role, as reports have it. */
export const sessionStep = z.strictObject({
  principal: z.string(),
  /** `sts:AssumeRole`, `sts:AssumeRoleWithWebIdentity`, `sts:AssumeRoleWithSAML`, or `iam:PassRole`. */
  action: z.string(),
  role: z.string(),
  roleArn: z.string(),
  /** The service that the role is handed to; null where the principal gets the session. */
  service: z.string().nullable(),
  /** From where and under which terms, in words. */
  condition: z.string(),
  /** What it rests on that is unknown; empty where it is certain. */
  unknowns: z.array(z.string()),
  /** The statements that allow it, by their documents. */
  allowedBy: z.array(explainedStatement.pick({ document: true, statement: true, sid: true })),
});
export type SessionStep = z.infer<typeof sessionStep>;

/** The steps of a chain as data. */
export const reportedSteps = (chain: Chain, context: AnswerContext): SessionStep[] => chain.map((step) => reportedStep(step, context));

function reportedStep({ taker, role, service, accesses }: Taking, context: AnswerContext): SessionStep {
  const certain = accesses.filter(({ terms }) => terms.unknowns.length === 0);
  const shown = certain.length > 0 ? certain : accesses;
  const { actions, terms, example } = certain[0] ?? accesses[0];
  return {
    principal: principalName(taker, context),
    action: actions[0] ?? "",
    role: context.world.names.nameOf(role.arn),
    roleArn: role.arn,
    service: service ?? null,
    condition: listed([...new Set(shown.map(({ origins, extent, terms: each }) => conditionText(origins, extent, each)))], "or"),
    unknowns: [...terms.unknowns],
    allowedBy: allowing(example, context).map(({ document, statement, sid }) => ({ document, statement, sid })),
  };
}

/** Steps in words, from the first principal to what the last role does: `a → sts:AssumeRole b (TrustA) → dynamodb:GetItem`. */
export const stepsText = (steps: readonly SessionStep[], end: string): string =>
  [steps[0]?.principal ?? "", ...steps.map(stepText), end].join(" → ");

/** How somebody comes to act as the last role, in words: each step, with its role where there are several, and its statements. */
export const waysText = (steps: readonly SessionStep[]): string =>
  steps.map((step) => `${wayText(step, steps.length > 1)}${inBrackets(step)}`).join(", then ");

const wayText = ({ action, role, service }: SessionStep, isNamed: boolean): string =>
  `${action}${isNamed ? ` ${role}` : ""}${service === null ? "" : ` to ${service}`}`;

function inBrackets({ allowedBy, unknowns }: SessionStep): string {
  if (unknowns.length > 0) return `, not known: it rests on ${listed(unknowns, "and")}`;
  const names = [...new Set(allowedBy.map(({ sid, statement, document }) => sid ?? `statement ${statement.toString()} of ${document}`))];
  return names.length === 0 ? "" : ` (${listed(names, "and")})`;
}

function stepText(step: SessionStep): string {
  const { allowedBy, unknowns } = step;
  const by =
    unknowns.length > 0 ? `not known: it rests on ${listed(unknowns, "and")}` : listed([...new Set(allowedBy.map(statementName))], "and");
  return `${wayText(step, true)}${by === "" ? "" : ` (${by})`}`;
}

const statementName = ({ sid, statement, document }: SessionStep["allowedBy"][number]): string =>
  `${sid ?? `statement ${statement.toString()}`} of ${document}`;
