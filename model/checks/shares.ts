import { daysLeft, FAR_DAYS, isOver, WARNING_DAYS } from "../calendar.ts";
import { chooseHow, obstacle } from "../how.ts";
import { entry } from "../reading/entry.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom } from "../reading/suggest.ts";
import { defaultsFor, tableSettings } from "../settings.ts";
import type { Check } from "./check.ts";
import { checkAddressesOfParty, checkPerimeterOfConsumer } from "./consumer-places.ts";
import { allResources, type DeclaredResource, type DeclaredShare, sharesOf, sourceTableOf, usesOf } from "./declared-resources.ts";
import { factsOf } from "./grant-facts.ts";
import { checkReach } from "./reach.ts";
import { ownKeyRemedy } from "./resources.ts";
import { checkGlobalTable, checkTarget, consumersIn } from "./share-targets.ts";

/** Everything that is granted: to workloads of the own account, to other accounts, to other parties. */
export function checkGrants(check: Check): void {
  for (const resource of allResources(check.draft)) {
    for (const use of usesOf(resource)) checkUse(check, resource, use);
    for (const { target, share, path } of sharesOf(resource)) checkShare(check, resource, target, share, path);
  }
}

function checkUse(check: Check, resource: DeclaredResource, { workload, can, on, path }: ReturnType<typeof usesOf>[number]): void {
  const { account } = resource.owner;
  const workloads = consumersIn(account);
  if (workloads === undefined) return;
  if (!workloads.includes(workload)) {
    check.report.problem(
      resource.part,
      path,
      {
        what: "is not a workload of this account",
        got: workload,
        remedy: chooseFrom(workload, workloads, "declare it in account.yaml"),
      },
      "name",
    );
    return;
  }
  const isByPeople = entry(account?.value?.people, workload) !== undefined;
  if (can === undefined && !isByPeople) reportMissingRights(check, resource, path);
  checkRights(check, resource, can ?? [], on, path);
  checkReach(check, resource, resource.owner, workload, can ?? [], path);
}

function checkShare(check: Check, resource: DeclaredResource, target: string, share: DeclaredShare, path: Path): void {
  const { report, now } = check;
  const { part } = resource;
  if (share.until !== undefined && isOver(share.until, now)) {
    report.warning(part, [...path, "until"], {
      what: `the grant to ${target} ended with this day and is closed`,
      got: share.until,
      remedy: "remove it, or extend it",
    });
    return;
  }
  // Inside the organization the purpose `external` is refused by itself; a second message would not help.
  const isToEnd = share.purpose === "migration" || (share.purpose === "external" && !check.draft.byName.has(target.split("/")[0] ?? ""));
  if (isToEnd && share.until === undefined) {
    report.problem(
      part,
      path,
      { what: `has the purpose ${share.purpose} but no end`, remedy: "add until: <last day, YYYY-MM-DD>" },
      "name",
    );
  }
  const left = share.until === undefined ? undefined : daysLeft(share.until, now);
  if (left !== undefined && left <= WARNING_DAYS) {
    report.warning(part, [...path, "until"], {
      what: `the grant to ${target} ends ${left === 1 ? "today" : `in ${left.toString()} days`}`,
      got: share.until,
      remedy: "extend it in time, or let it end",
    });
  }
  if (left !== undefined && isToEnd && left > FAR_DAYS) {
    report.warning(part, [...path, "until"], {
      what: `the grant to ${target} is for ${share.purpose}, and ends in more than two years only`,
      got: share.until,
      remedy: "let it end within a year or two, and extend it when it is asked for again",
    });
  }
  checkEncryption(check, resource, path);
  if (share.purpose === "global-table") {
    checkGlobalTable(check, resource, target, share, path);
    return;
  }
  const [account = "", name = ""] = target.split("/");
  const isToPeople = entry(check.draft.byName.get(account)?.account?.value?.people, name) !== undefined;
  if (share.can === undefined && !isToPeople) reportMissingRights(check, resource, path);
  const resolved = checkTarget(check, resource, target, share, path);
  checkRights(check, resource, share.can ?? [], share.on, path);
  if (resolved === undefined) return;
  checkHow(check, resource, target, share, path);
  if (resolved === "external") {
    checkAddressesOfParty(check, resource, name, path);
    return;
  }
  checkPerimeterOfConsumer(check, resource, resolved.account, path);
  checkReach(check, resource, resolved.account, resolved.workload, share.can ?? [], path);
}

/** People read where nothing else is said; of everybody else it is said. */
const reportMissingRights = ({ report }: Check, { part }: DeclaredResource, path: Path): void => {
  report.problem(part, [...path, "can"], { what: "is missing", remedy: "add can: [read], or what else it may do" }, "name");
};

function checkRights(
  { draft, report }: Check,
  resource: DeclaredResource,
  can: readonly string[],
  on: readonly string[] | undefined,
  path: Path,
): void {
  if (resource.kind !== "tables") return;
  const { declared } = resource;
  const source = declared.replicaOf === undefined ? declared : sourceTableOf(draft, declared);
  if (source === undefined) return;
  const indexes = [...Object.keys(source.indexes ?? {}), ...Object.keys(source.localIndexes ?? {})];
  on?.forEach((name, index) => {
    if (name === "table" || indexes.includes(name)) return;
    report.problem(resource.part, [...path, "on", index], {
      what: "is neither the table nor one of its indexes",
      got: name,
      remedy: chooseFrom(name, ["table", ...indexes], "remove it"),
    });
  });
  if (can.includes("stream") && source.stream === undefined) {
    report.problem(resource.part, [...path, "can"], {
      what: "names stream, and the table has none",
      got: can,
      remedy: "add stream: new-and-old-images to the table, or remove the right",
    });
  }
  if (on !== undefined && !on.includes("table") && !can.some((verb) => verb === "read" || verb === "scan")) {
    report.problem(resource.part, [...path, "on"], {
      what: "names indexes alone, which can only be read",
      got: on,
      remedy: "add table, or the right read",
    });
  }
}

/** AWS managed keys never take another account's principals (DynamoDB and Secrets Manager guides, "cross-account access"). */
function checkEncryption({ draft, report }: Check, { part, kind, declared, owner }: DeclaredResource, path: Path): void {
  if (kind === "keys") return;
  const organization = draft.organization?.value;
  const account = owner.account?.value;
  let { encryption } = declared;
  if (kind === "tables" && organization !== undefined && account !== undefined) {
    encryption = tableSettings(declared, defaultsFor(organization, account), organization.homeRegion).encryption;
  }
  if (encryption === "aws-managed") {
    report.problem(
      part,
      path,
      {
        what: "shares what is encrypted under an AWS managed key, which no other account can use",
        got: encryption,
        remedy: ownKeyRemedy(declared),
      },
      "name",
    );
  }
}

function checkHow({ draft, report, uses }: Check, resource: DeclaredResource, target: string, share: DeclaredShare, path: Path): void {
  const facts = factsOf(draft, resource, target, share, uses);
  if (facts === undefined) return;
  const against = share.how === undefined ? undefined : obstacle(share.how, facts);
  if (against !== undefined) {
    report.problem(resource.part, [...path, "how"], { ...against, got: share.how });
    return;
  }
  const how = share.how ?? chooseHow(facts).how;
  const unchosen = share.how === undefined ? obstacle(how, facts) : undefined;
  if (unchosen !== undefined) {
    report.problem(resource.part, path, { what: `can only be shared by ${how}, which ${unchosen.what}`, remedy: unchosen.remedy }, "name");
  }
  if (share.maxSession === undefined) return;
  const where = [...path, "maxSession"];
  if (how === "resource-policy") {
    report.problem(resource.part, where, {
      what: "has no meaning by resource policy, where the consumer keeps its own session",
      got: share.maxSession,
      remedy: "remove it",
    });
  } else if (how !== "irsa" && share.maxSession !== "1h") {
    report.problem(resource.part, where, {
      what: "is longer than a role that is assumed from another role may last",
      got: share.maxSession,
      remedy: "write 1h; AWS fails the call instead of shortening it",
    });
  }
}
