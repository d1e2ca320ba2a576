import { type Partition, tableArn } from "../../../iam/arn.ts";
import type { ContextValues } from "../../engine/request-context.ts";
import type { Intended } from "../../intent/intended.ts";
import type { OrganizationWorld } from "../../world/organization-world.ts";
import { anotherRegion, type OriginClass, originsAt, toRegions } from "../origins.ts";
import type { PrincipalClass } from "../principals.ts";
import type { LayerOrigin, LayerResource } from "./layer-question.ts";

/** Finds the origins to ask a layer about, for a principal and a resource. */
export type LayerOriginsFor = (principal: PrincipalClass, resource: LayerResource) => readonly LayerOrigin[];

/** Every origin that layers may tell apart; networks also as VPCs of the same id in other regions. */
export function layerOrigins(intended: Intended, world: OrganizationWorld, partition: Partition): LayerOriginsFor {
  const contexts = new Map<string, ContextValues>();
  const regions = [
    ...new Set([...intended.accounts.values()].flatMap(({ networks }) => networks.map(({ region }) => region))),
    anotherRegion(intended),
  ];
  const contextOf = (from: string, region: string): ContextValues => {
    const found = contexts.get(`${from} ${region}`) ?? originContext(intended, world, partition, from, region);
    contexts.set(`${from} ${region}`, found);
    return found;
  };
  // Principals and resources that are asked alike share one list.
  const lists = new WeakMap<readonly OriginClass[], Map<string, readonly LayerOrigin[]>>();
  const found = ({ where, from, context }: OriginClass, resource: LayerResource): LayerOrigin[] => {
    const keys =
      from === undefined
        ? (world.landing(undefined, context, "dynamodb:GetItem", resource.arn)?.added ?? context)
        : { ...contextOf(from, where.kind === "network" ? where.region : intended.homeRegion), ...context };
    if (where.kind === "network")
      return [...new Set([where.region, ...regions])].map((region) => ({
        where,
        region,
        context: { ...keys, "aws:RequestedRegion": region },
      }));
    const named = context["aws:RequestedRegion"];
    const origin: LayerOrigin = { where, region: typeof named === "string" ? named : undefined, context: keys };
    if (where.kind === "internet" && where.parties.length > 0)
      return regions.map((region) => ({ where, region, context: { ...keys, "aws:RequestedRegion": region } }));
    if (where.kind !== "forwarded") return [origin];
    return [origin, ...forwardedOtherwise(origin, resource.region, regions)];
  };
  return (principal, resource) => {
    const { what, region } = resource;
    const asked = what.kind === "other" || what.kind === "service" ? { ...resource, what: NO_ROLE } : { ...resource, what };
    const origins = originsAt(intended, { ...asked, carries: {} }, partition)(principal);
    const known = lists.get(origins) ?? new Map<string, readonly LayerOrigin[]>();
    lists.set(origins, known);
    const key = `${resource.service} ${region}`;
    const list = known.get(key) ?? [...origins, ...toRegions(intended, resource)].flatMap((each) => found(each, resource));
    known.set(key, list);
    return list;
  };
}

const NO_ROLE = { kind: "role", account: "", role: undefined } as const;

/** Calls forwarded in another region, and by two services one after the other. */
function forwardedOtherwise({ where, context }: LayerOrigin, region: string, regions: readonly string[]): LayerOrigin[] {
  const via = context["kms:ViaService"];
  const called = context["aws:CalledVia"];
  const others = regions.filter((each) => each !== region);
  if (typeof via === "string")
    return others.map((other) => ({
      where,
      region: other,
      context: { ...context, "kms:ViaService": via.replace(`.${region}.`, `.${other}.`) },
    }));
  if (called === undefined) return [];
  return [
    ...others.slice(0, 1).map((other) => ({ where, region: other, context: { ...context, "aws:RequestedRegion": other } })),
    { where, region: undefined, context: { ...context, "aws:CalledVia": [called, "glue.amazonaws.com"].flat() } },
    // A service that `aws:CalledVia` does not know: it names none.
    { where: { kind: "forwarded", service: "an unnamed service" }, region: undefined, context: { ...context, "aws:CalledVia": [] } },
  ];
}

/** The keys that a declared origin gives requests, beside what they carry from anywhere. */
function originContext(intended: Intended, world: OrganizationWorld, partition: Partition, from: string, region: string): ContextValues {
  const [account] = [...intended.accounts.values()];
  if (account === undefined) return {};
  const request = {
    principal: `arn:${partition}:iam::${account.id}:role/another`,
    action: "dynamodb:GetItem",
    resource: tableArn({ partition, accountId: account.id, region, table: "palisade-nobodys" }),
    context: {},
  };
  const [there, nowhere] = [world.situate({ ...request, from }), world.situate(request)];
  if ("problems" in there || "problems" in nowhere) return {};
  const without = new Set(Object.keys(nowhere.steps[0].request.context));
  return Object.fromEntries(Object.entries(there.steps[0].request.context).filter(([key]) => !without.has(key)));
}
