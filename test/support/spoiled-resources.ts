import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { type Random, randomFrom } from "./random.ts";

type Resource = PlanRehearsal["resources"][number];

/** The inputs that hold a policy. */
export const DOCUMENTS = ["policy", "assumeRolePolicy", "content"];

/** Resources as if somebody had taken statements out of their policies, so that halves of grants, keys and guardrails are missing. */
export function spoiledResources(resources: readonly Resource[], seed: number): Resource[] {
  const random = randomFrom(seed);
  return resources
    .filter(({ type }) => type !== "aws:iam/rolePolicy:RolePolicy" || !random.chance(0.1))
    .map((resource) => {
      const spoiled = DOCUMENTS.map((field) => [field, spoiledText(random, resource.inputs[field])] as const);
      return { ...resource, inputs: { ...resource.inputs, ...Object.fromEntries(spoiled.filter(([, text]) => text !== undefined)) } };
    });
}

const spoiledText = (random: Random, document: unknown): string | undefined =>
  typeof document !== "string" || random.chance(0.5) ? undefined : withoutStatement(random, document);

/** A document with one statement less; undefined where it has only one. */
export function withoutStatement(random: Random, document: string): string | undefined {
  const { Statement, ...rest } = JSON.parse(document) as { readonly Statement?: unknown };
  if (!Array.isArray(Statement) || Statement.length < 2) return undefined;
  const taken = random.below(Statement.length);
  return JSON.stringify({ ...rest, Statement: Statement.filter((_, index) => index !== taken) });
}
