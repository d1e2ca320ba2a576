import { measure, QUOTAS } from "../../iam/quota.ts";
import { sizeOf } from "../../iam/render.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { quotaOf } from "../../policy-pack/document-quota.ts";
import { deployedDocuments } from "../../rehearsal/deployed-documents.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { plannedDocuments } from "../../stacks/quotas/planned-documents.ts";
import { everythingThere } from "../../stacks/quotas/planned-place.ts";
import { ownPolicies } from "../../stacks/quotas/policy-slots.ts";

/** A document of a resource: what the plan says of its size, and its size as deployed; undefined where one side has no such document. */
export interface ComparedSize {
  readonly document: string;
  readonly planned: number | undefined;
  readonly deployed: number | undefined;
}

/** Layers whose documents grow with the declaration, and the kinds of their documents that are of one size in any account. */
const LAYERS = /^(?:foundation|data|consumers)\./;
const OF_ONE_SIZE = /^(?:break-glass|alarm)/;

/** The documents of the resources that are rehearsed beside those that the plan measures. */
export function comparedSizes(plan: Plan, { resources }: PlanRehearsal): ComparedSize[] {
  const resolved = resolve(plan, createdIds(plan));
  const planned = new Map(
    resolved.accounts.flatMap((account) => {
      const place = everythingThere(resolved, account);
      return place === undefined ? [] : plannedDocuments(place).map(({ stack, of, make }) => [`${stack} ${of}`, sizeOf(make())] as const);
    }),
  );
  const deployed = new Map(
    deployedDocuments(resources.filter(({ stack, name }) => LAYERS.test(stack) && !OF_ONE_SIZE.test(name))).flatMap(
      ({ resource, kind, document }) => {
        const quota = quotaOf(kind, { type: resource.type, properties: resource.inputs });
        if (quota === undefined || kind === "trust") return [];
        return [[`${resource.stack} ${resource.name}`, measure(document.text, QUOTAS[quota].unit)] as const];
      },
    ),
  );
  return [...new Set([...planned.keys(), ...deployed.keys()])]
    .sort()
    .map((document) => ({ document, planned: planned.get(document), deployed: deployed.get(document) }));
}

/** How many SCPs each account's own perimeter has, by the plan and as rehearsed. */
export function comparedPolicies(plan: Plan, { resources }: PlanRehearsal): { account: string; planned: number; deployed: number }[] {
  const resolved = resolve(plan, createdIds(plan));
  return resolved.accounts.map((account) => ({
    account: account.name,
    planned: ownPolicies(resolved, account).finally.serviceControl,
    deployed: resources.filter(
      ({ stack, type, inputs }) =>
        stack === `perimeter.${account.name}` && type === "aws:organizations/policy:Policy" && inputs["type"] === "SERVICE_CONTROL_POLICY",
    ).length,
  }));
}

const createdIds = ({ accounts }: Plan): ReadonlyMap<string, string> =>
  new Map(accounts.flatMap(({ name, id }, index) => (id === undefined ? [[name, (300_000_000_000 + index).toString()]] : [])));
