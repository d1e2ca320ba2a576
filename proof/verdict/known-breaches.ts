import { z } from "zod";
import { doingOf } from "../intent/doings.ts";
import type { Intended } from "../intent/intended.ts";
import { grantsTo, workloadOf } from "../intent/places.ts";
import type { What } from "../intent/subject.ts";
import type { Finding } from "./finding.ts";
import breaches from "./known-breaches.json" with { type: "json" };
import type { LayerFinding } from "./prove-layers.ts";

const knownBreach = z.strictObject({
  /** The attack that succeeds, as the cases number them. */
  id: z.string().regex(/^F\d+$/),
  who: z.array(z.string()).min(1),
  what: z.array(z.string()).min(1),
  doing: z.array(z.string()).min(1).optional(),
  actions: z.array(z.string()).min(1).optional(),
  /** Whose roles it concerns, where it is about roles; everybody's where left out. */
  roles: z.array(z.string()).min(1).optional(),
  /** The service of the actions. */
  service: z.string().optional(),
  /** Whether it concerns declared resources, or those that nobody declared; both where left out. */
  isDeclared: z.boolean().optional(),
  /** Whether something of the resource is granted to the principal; whatever where left out. */
  isGranted: z.boolean().optional(),
  /** Whether the principal's role is one that its team made, so that it may have any permission; whatever where left out. */
  isRoleOfTeam: z.boolean().optional(),
  /** Perimeters of the resource's account that it concerns; every one where left out. */
  perimeters: z.array(z.enum(["open", "observe", "enforced"])).optional(),
  /** The layer that lets it pass where it is asked alone; all layers together where left out. */
  layer: z.enum(["identity", "resource", "trust", "endpoint", "serviceControl", "resourceControl"]).optional(),
  because: z.string().min(1),
});

/** A way in that the guardrails do not close yet, and that is known. */
export type KnownBreach = z.infer<typeof knownBreach>;

/** Every way in that is known, each as narrow as it is. */
export const KNOWN_BREACHES: readonly KnownBreach[] = z.array(knownBreach).parse(breaches);

const isAmong = (known: readonly string[] | undefined, actions: readonly string[]): boolean =>
  known === undefined || actions.every((action) => known.includes(action));

const isOfRole = ({ roles }: KnownBreach, what: What): boolean =>
  roles === undefined || (what.kind === "role" && what.role !== undefined && roles.includes(what.role.kind));

const isGranted = ({ who }: Finding["asked"], { resource: { declared } }: Finding["example"]): boolean =>
  declared !== undefined && grantsTo(declared, who).length > 0;

const isRoleOfTeam = (intended: Intended, { who }: Finding["asked"]): boolean =>
  who.kind === "workload" && workloadOf(intended, who.account, who.workload)?.isExisting === true;

/** The known way in that a breach is an instance of. */
export function knownBreachOf(intended: Intended, { kind, asked, doing, example }: Finding): KnownBreach | undefined {
  if (kind !== "breach") return undefined;
  const perimeter = intended.accounts.get(asked.what.account)?.perimeter;
  return KNOWN_BREACHES.find(
    (known) =>
      known.layer === undefined &&
      known.who.includes(asked.who.kind) &&
      known.what.includes(asked.what.kind) &&
      (known.doing === undefined || known.doing.includes(doing ?? "")) &&
      isAmong(known.actions, example.actions) &&
      isOfRole(known, asked.what) &&
      (known.service === undefined || asked.action.startsWith(`${known.service}:`)) &&
      (known.isDeclared === undefined || known.isDeclared === (example.resource.declared !== undefined)) &&
      (known.isGranted === undefined || known.isGranted === isGranted(asked, example)) &&
      (known.isRoleOfTeam === undefined || known.isRoleOfTeam === isRoleOfTeam(intended, asked)) &&
      (known.perimeters === undefined || (perimeter !== undefined && known.perimeters.includes(perimeter))),
  );
}

/** The known way in that a breach of one layer alone is an instance of. */
export function knownLayerBreachOf({ kind, example }: LayerFinding): KnownBreach | undefined {
  if (kind !== "breach") return undefined;
  const { about, question, actions } = example;
  return KNOWN_BREACHES.find(
    (known) =>
      known.layer === question.asked.layer &&
      known.who.includes(about.who.kind) &&
      known.what.includes(about.what.kind) &&
      (known.doing === undefined || known.doing.includes(doingOf(about.action) ?? "")) &&
      (known.roles === undefined || (about.what.kind === "role" && isOfRole(known, about.what))) &&
      isAmong(
        known.actions,
        actions.map(({ name }) => name),
      ),
  );
}
