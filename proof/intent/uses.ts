import { doingOf } from "./doings.ts";
import type { Intended, IntendedGrant, IntendedResource } from "./intended.ts";
import { namedKeyOf, usesKey } from "./keys.ts";
import { hasAddresses, workloadOf } from "./places.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "./rights.ts";
import type { What, Who } from "./subject.ts";

/** One action that a grant promises to a principal, at one resource. */
export interface IntendedUse {
  readonly who: Who;
  readonly action: string;
  readonly what: What;
  readonly resource: IntendedResource;
  readonly declaredAt: string;
  /** Whether the grant waits for its consumer's cluster or role, if nothing shows it. */
  readonly mayWait: boolean;
}

/**
 * Everything that the grants promise and that some class of requests has to show: each action at each place, and the key's use where the
 * resource lies under a key of the account's. A grant to a consumer without a network promises nothing that classes show.
 */
export function usesOf(intended: Intended): IntendedUse[] {
  return [...intended.accounts.values()].flatMap(({ resources }) =>
    resources.flatMap((resource) =>
      resource.grants.flatMap((grant) => {
        const who = actingFor(grant, resource);
        return [...promised(grant, resource), ...promisedAtKey(grant, resource)]
          .filter(({ what }) => isBound(intended, grant, resource, what))
          .map((each) => ({ who, resource, declaredAt: grant.declaredAt, mayWait: mayWait(intended, grant), ...each }));
      }),
    ),
  );
}

const mayWait = (intended: Intended, { consumer }: IntendedGrant): boolean =>
  "account" in consumer && workloadOf(intended, consumer.account, consumer.workload)?.mayWait === true;

/** Who calls for a consumer: its own role, or the owner's role that it takes. */
function actingFor({ consumer, isByRole }: IntendedGrant, { account }: IntendedResource): Who {
  const name = "party" in consumer ? `external/${consumer.party}` : `${consumer.account}/${consumer.workload}`;
  if (isByRole) return { kind: "access-role", account, consumer: name };
  return "party" in consumer ? { kind: "external", party: consumer.party } : { kind: "workload", ...consumer };
}

/** Whether a grant says where it is used from: the consumer's network, AWS's own, or Lambda, which polls streams with the function's own role. */
function isBound(intended: Intended, { consumer, isByRole }: IntendedGrant, { region }: IntendedResource, what: What): boolean {
  if ("party" in consumer) return true;
  const workload = workloadOf(intended, consumer.account, consumer.workload);
  return (
    hasAddresses(workload) ||
    workload?.isExempt === true ||
    workload?.network?.region === region ||
    (workload?.pollsStreams === true && !isByRole && what.kind === "stream")
  );
}

/** Whoever uses what lies under a key of others needs the key, too. */
function promisedAtKey(grant: IntendedGrant, resource: IntendedResource): { readonly action: string; readonly what: What }[] {
  const { kind, account, name } = resource;
  if (kind === "key" || namedKeyOf(resource)?.startsWith("arn:") !== true || !usesKey(grant, kind)) return [];
  return [{ action: "kms:Decrypt", what: { kind: "key", account, of: kind, name } }];
}

function promised(
  { can, on }: IntendedGrant,
  { kind, account, name }: IntendedResource,
): { readonly action: string; readonly what: What }[] {
  const unique = (actions: readonly string[]) => [...new Set(actions)].filter((action) => doingOf(action) !== "describes");
  const at = (what: What, actions: readonly string[]) => unique(actions).map((action) => ({ action, what }));
  switch (kind) {
    case "key":
      return at(
        { kind: "key", account, of: "key", name },
        can.flatMap((verb) => KEY_RIGHTS[verb] ?? []),
      );
    case "secret":
      return at(
        { kind: "secret", account, secret: name },
        can.flatMap((verb) => SECRET_RIGHTS[verb] ?? []),
      );
    case "table": {
      const rights = (part: "table" | "index" | "stream") =>
        can.flatMap((verb) => TABLE_RIGHTS[verb]?.[part] ?? []).filter((action) => doingOf(action)?.startsWith("changes") !== true);
      return [
        ...(on.includes("table") ? at({ kind: "table", account, table: name }, rights("table")) : []),
        ...on.filter((place) => place !== "table").flatMap((index) => at({ kind: "index", account, table: name, index }, rights("index"))),
        ...at({ kind: "stream", account, table: name }, rights("stream")),
      ];
    }
  }
}
