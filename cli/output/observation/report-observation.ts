import { compareText } from "../../../iam/compare-text.ts";
import { decideRecorded, type ObservedWorld } from "../../../proof/observation/decide-recorded.ts";
import type { RecordedCall, RecordedOrigin } from "../../../proof/observation/recorded-call.ts";
import type { CallGroup, TrailTally } from "../../../proof/observation/tally.ts";
import { type AskedOrganization, answerContext } from "../explanation/answer-context.ts";
import { explainAnswer } from "../explanation/explain-answer.ts";
import type { ObservationReport } from "./observation-report.ts";

/** What a report is made of. */
export interface Observed {
  readonly tally: TrailTally;
  readonly organization: AskedOrganization;
  readonly observed: ObservedWorld;
  /** Services that AWS's catalogue does not have. */
  readonly unknownServices: ReadonlySet<string>;
  /** Accounts with declared tables, by id. */
  readonly accountsWithTables: ReadonlyMap<string, string>;
  readonly heading: Pick<ObservationReport, "declaration" | "asOf" | "observed" | "files">;
}

type Denied = ObservationReport["wouldBeDenied"][number];
type NotKnown = ObservationReport["notKnown"][number];

/** Decides every group of calls, and puts together what would be denied. */
export function reportObservation(input: Observed): ObservationReport {
  const { tally, unknownServices, accountsWithTables, heading } = input;
  const foreign = new Map(tally.foreign);
  const denied = new Map<string, Denied>();
  const notKnown = new Map<string, NotKnown>();
  const counts = { calls: 0, denied: 0, open: 0, already: 0, copies: 0 };
  const withData = new Set<string>();
  for (const { call, calls } of tally.groups.values()) {
    if (call.isData) withData.add(call.recipient);
    const service = serviceOf(call);
    if (unknownServices.has(service)) {
      foreign.set(`service: ${service}`, (foreign.get(`service: ${service}`) ?? 0) + calls);
      continue;
    }
    if (call.copyFor !== undefined && tally.recipients.has(call.copyFor)) {
      counts.copies += calls;
      continue;
    }
    counts.calls += calls;
    if (call.wasDenied) {
      counts.already += calls;
      continue;
    }
    const outcome = decideGroup({ call, calls }, input, denied, notKnown);
    if (outcome === "denied") counts.denied += calls;
    if (outcome === "unknown") counts.open += calls;
  }
  const withoutDataEvents = [...accountsWithTables].flatMap(([id, name]) => (withData.has(id) ? [] : [name])).sort();
  const isOpen = counts.open > 0 || withoutDataEvents.length > 0;
  return {
    format: 1,
    verdict: counts.denied > 0 ? "some would be denied" : isOpen ? "not known" : "nothing would be denied",
    ...heading,
    records: tally.records,
    first: tally.first === "" ? null : tally.first,
    last: tally.last === "" ? null : tally.last,
    calls: counts.calls,
    denied: { atLeast: counts.denied, atMost: counts.denied + counts.open },
    deniedAlready: counts.already,
    copies: counts.copies,
    damaged: counted(tally.damaged),
    foreign: counted(foreign),
    withoutDataEvents,
    wouldBeDenied: sorted(denied),
    notKnown: sorted(notKnown),
  };
}

const serviceOf = ({ actions: [action = ""] }: RecordedCall): string => action.slice(0, action.indexOf(":"));

const counted = (counts: ReadonlyMap<string, number>): ObservationReport["damaged"] =>
  [...counts].map(([what, records]) => ({ what, records })).sort((a, b) => b.records - a.records || compareText(a.what, b.what));

const sorted = <T extends { readonly calls: number; readonly principal: string }>(all: ReadonlyMap<string, T>): T[] =>
  [...all].sort(([a, one], [b, other]) => other.calls - one.calls || compareText(a, b)).map(([, each]) => each);

function decideGroup(
  { call, calls }: CallGroup,
  { organization, observed }: Observed,
  denied: Map<string, Denied>,
  notKnown: Map<string, NotKnown>,
): "allowed" | "denied" | "unknown" {
  const { outcome, denied: found, unknowns } = decideRecorded(call, observed);
  if (outcome === "allowed") return outcome;
  const { names } = observed.world;
  const [principal, from] = [
    call.isPrincipalUnknown ? `somebody of ${call.principal.split(":")[4] ?? ""}` : names.nameOf(call.principal),
    originText(call.origin),
  ];
  const resources = call.resources.map((arn) => names.nameOf(arn));
  const finding = { principal, from, actions: [...call.actions], resources, calls };
  if (outcome === "unknown" || found === undefined) {
    add(notKnown, JSON.stringify([principal, from, unknowns]), { ...finding, unknowns: [...unknowns] });
    return "unknown";
  }
  const { situation, explanation } = found;
  const { request } = situation.steps[0];
  const question = { principal, action: request.action, resource: names.nameOf(request.resource), from, context: {} };
  const context = answerContext(situation, organization);
  const answer = explainAnswer({ question, explanation, through: [], ways: [], assumptions: [], isVerbose: false }, context);
  const statements = answer.statements.filter(({ effect }) => effect === "denies");
  const remedies = answer.reasons.map(({ remedy }) => remedy);
  const by = statements.map(({ document, statement }) => [document, statement]);
  add(denied, JSON.stringify([principal, from, by, remedies]), { ...finding, statements, reasons: answer.reasons });
  return "denied";
}

/** Adds a finding to the one of the same key. */
function add<T extends Denied | NotKnown>(all: Map<string, T>, key: string, finding: T): void {
  const known = all.get(key);
  if (known === undefined) {
    all.set(key, finding);
    return;
  }
  const both = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])].sort();
  all.set(key, {
    ...known,
    actions: both(known.actions, finding.actions),
    resources: both(known.resources, finding.resources),
    calls: known.calls + finding.calls,
  });
}

/** Where calls came from, in words. */
export function originText(origin: RecordedOrigin): string {
  switch (origin.kind) {
    case "network":
      return origin.name;
    case "undeclared-network":
      return `an undeclared network of ${origin.account}`;
    case "internet":
      return "the internet";
    case "address":
      return `the internet, such as ${origin.address}`;
    case "service":
      return origin.service;
    case "unknown":
      return "somewhere that the record does not say";
  }
}
