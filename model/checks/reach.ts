import type { AccountDraft, Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import type { Path } from "../reading/source.ts";
import type { DeclaredTable } from "../schema/data.ts";
import type { Perimeter } from "../schema/vocabulary.ts";
import { accountPerimeter } from "../settings.ts";
import type { Check } from "./check.ts";
import { allResources, type DeclaredResource, sourceTableOf } from "./declared-resources.ts";
import { isBesideItsSource } from "./regional-replicas.ts";
import { isSensitive, ordinaryRemedy } from "./sensitive-tables.ts";
import { networkOf } from "./workloads.ts";

/** How messages name a resource, and how a consumer gets one in its own region. */
const NEARBY = {
  tables: {
    is: "table",
    remedy: (region: string) => `use a replica of the table in ${region}, declared with replicaOf`,
  },
  keys: { is: "key", remedy: () => "declare a key of its own in its region" },
  secrets: { is: "secret", remedy: () => "declare a secret of its own in its region" },
} as const;

/**
 * Whether a consumer reaches a resource from its network. The endpoints of a network lead only to services of its own region (VPC guide,
 * "Gateway endpoints"; PrivateLink guide, "Access AWS services"), and a network that is made here has no other way out. An existing network
 * may have one, but it does not lead to tables: their perimeter asks for an endpoint.
 */
export function checkReach(
  { draft, report }: Check,
  resource: DeclaredResource,
  consumer: AccountDraft,
  workloadName: string,
  can: readonly string[],
  path: Path,
): void {
  const workload = entry(consumer.account?.value?.workloads, workloadName);
  if (workload === undefined && entry(consumer.account?.value?.people, workloadName) === undefined) return;
  if (workload?.runsOn === "lambda" && workload.network === undefined) {
    const mayCallFromAnywhere = perimeterOf(draft, consumer) !== "enforced";
    if (mayCallFromAnywhere && (workload.pollsStreams !== true || can.some((verb) => verb !== "stream"))) {
      checkFromAnywhere({ draft, report }, resource, `${consumer.name}/${workloadName}`, path);
    } else if (resource.kind === "tables" && workload.pollsStreams === true && can.some((verb) => verb !== "stream")) {
      report.problem(resource.part, [...path, "can"], {
        what: `names more than stream, and ${consumer.name}/${workloadName} has no network to reach the table from`,
        got: can,
        remedy: "give the workload a network, or keep stream alone",
      });
    }
    return;
  }
  if (workload?.runsOn === "service" && workload.network === undefined) {
    if (isSensitive(draft, resource))
      report.problem(
        resource.part,
        path,
        {
          what: `gives a sensitive table to ${consumer.name}/${workloadName}, which ${workload.service} runs in no network`,
          remedy: `let a workload in a network read it, or ${ordinaryRemedy(resource)}`,
        },
        "name",
      );
    return;
  }
  if (workload?.runsOn === "ci") {
    if (workload.addresses === undefined) checkFromAnywhere({ draft, report }, resource, `${consumer.name}/${workloadName}`, path);
    return;
  }
  // A replica in the region of its source is reported once, at the replica.
  if (resource.kind === "tables" && isMisplaced(draft, resource.declared)) return;
  const network = networkOf(draft, consumer, workloadName);
  const region = resource.declared.region ?? draft.organization?.value?.homeRegion;
  if (network === undefined || region === undefined || network.region === region) return;
  const { is, remedy: nearby } = NEARBY[resource.kind];
  const replica = resource.kind === "tables" ? replicaIn(network.region, draft, resource) : undefined;
  const remedy = replica === undefined ? nearby(network.region) : `move this to ${replica}, which has the same items in ${network.region}`;
  const what = `is used from ${network.region}, and the ${is} is in ${region}`;
  const got = `${consumer.name}/${workloadName}`;
  const declared = entry(draft.byName.get(network.owner)?.account?.value?.networks, network.name);
  if (resource.kind !== "tables" && declared !== undefined && "existing" in declared) {
    const own = `make sure that ${network.owner}/${network.name} has a way to ${region}, or ${remedy}`;
    report.warning(resource.part, path, { what, got, remedy: own }, "name");
  } else {
    report.problem(
      resource.part,
      path,
      {
        what,
        got,
        remedy: `let ${workload === undefined ? "them call from" : "the workload run in"} a network of ${region}, or ${remedy}`,
      },
      "name",
    );
  }
}

/** The table with the same items in a region, as `<account>/<table>`; undefined where none is declared. */
function replicaIn(region: string, draft: Draft, resource: Extract<DeclaredResource, { kind: "tables" }>): string | undefined {
  const homeRegion = draft.organization?.value?.homeRegion;
  const own = `${resource.owner.name}/${resource.name}`;
  const first = resource.declared.replicaOf ?? own;
  const found = allResources(draft).find(
    ({ kind, owner, name, declared }) =>
      kind === "tables" && (declared.region ?? homeRegion) === region && (declared.replicaOf ?? `${owner.name}/${name}`) === first,
  );
  return found === undefined ? undefined : `${found.owner.name}/${found.name}`;
}

/** Whether a table is a replica in the region of the table that it replicates. */
function isMisplaced(draft: Draft, table: DeclaredTable): boolean {
  const original = sourceTableOf(draft, table);
  return original !== undefined && isBesideItsSource(draft, table, original);
}

/** The perimeter of an account; undefined where the organization cannot be read. */
function perimeterOf(draft: Draft, { account }: AccountDraft): Perimeter | undefined {
  const organization = draft.organization?.value;
  return organization === undefined || account?.value === undefined ? undefined : accountPerimeter(organization, account.value);
}

/** Data for who may call from anywhere: none that is sensitive, and none of an account that says where its data is used from. */
function checkFromAnywhere({ draft, report }: Pick<Check, "draft" | "report">, resource: DeclaredResource, got: string, path: Path): void {
  const organization = draft.organization?.value;
  const owner = resource.owner.account?.value;
  if (organization === undefined || owner === undefined) return;
  const isEnforced = accountPerimeter(organization, owner) === "enforced";
  if (!isEnforced && !isSensitive(draft, resource)) return;
  const why = isEnforced ? `${resource.owner.name} is enforced` : "the table is sensitive";
  report.problem(
    resource.part,
    path,
    {
      what: `lets in ${got}, which may call from anywhere, and ${why}`,
      remedy: "say where it calls from, or let a workload in a network use it",
    },
    "name",
  );
}
