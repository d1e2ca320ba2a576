import { readFiles } from "../../model/folder/declaration-files.ts";
import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { DeniedCall } from "../../proof/denials/denied-call.ts";
import { explainCall } from "../../proof/explanation/explain-call.ts";
import { catalogueOf } from "../input/catalogue-of.ts";
import { declaredChange, type WantedAccess } from "../input/declared-change.ts";
import { deniedCalls, networkOf, principalNamed, resourceNamed } from "../input/denied-calls.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { type TriedChange, tryChange } from "../input/try-change.ts";
import { changeLines } from "../output/access/change-lines.ts";
import { type DenialReport, denialText, type ProposedChange } from "../output/print-denial.ts";
import { stopped } from "../output/print-problems.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { answer } from "./explain.ts";

export interface ExplainDenialOptions extends RehearsedOrganizationOptions {
  /** The text of an error, or `-` for standard input. */
  readonly error?: string | undefined;
  /** A file with CloudTrail records, or `-` for standard input. */
  readonly event?: string | undefined;
  /** What the error leaves out. */
  readonly principal?: string | undefined;
  readonly resource?: string | undefined;
  readonly from?: string | undefined;
  /** Whether the answer is printed as JSON. @default in words */
  readonly json?: boolean | undefined;
}

const DAYS_OPEN = 90;
const DAY_MILLISECONDS = 86_400_000;

type Sound = ReadDeclaration & { readonly declaration: Declaration };

/**
 * Explains calls that AWS denied, by the text of an error or by CloudTrail records: which statement, and the smallest change of the
 * declaration that would allow each. Resolves to 1 as `explain` does for what is denied, 0 where the declaration allows every call.
 */
export async function explainDenialCommand(options: ExplainDenialOptions, streams: Streams): Promise<ExitCode> {
  const calls = deniedCalls(options);
  const read = readDeclaration(options);
  if (read.declaration === undefined) throw new WrongUse(stopped(read.problems).trimEnd());
  const organization = await rehearsedOrganization(options, streams);
  const reports: DenialReport[] = [];
  for (const call of calls) reports.push(await explained(call, organization, { ...read, declaration: read.declaration }, options, streams));
  streams.out(
    options.json === true ? `${JSON.stringify({ format: 1, denials: reports }, undefined, 2)}\n` : reports.map(denialText).join("\n"),
  );
  return reports.every(({ decision }) => decision === "allowed") ? 0 : 1;
}

async function explained(
  call: DeniedCall,
  organization: RehearsedOrganization,
  read: Sound,
  options: ExplainDenialOptions,
  streams: Streams,
): Promise<DenialReport> {
  const { world, plan } = organization;
  const principal = options.principal ?? (call.principal === undefined ? undefined : principalNamed(call.principal, world));
  const catalogue = (await catalogueOf(call.action)).catalogue;
  const named = options.resource ?? call.resource ?? (catalogue.action(call.action)?.isWildcardOnly === true ? "*" : undefined);
  if (principal === undefined) throw new WrongUse("--principal: the error names nobody; say who called");
  if (options.principal === undefined && world.names.principal(principal).problem !== undefined)
    throw new WrongUse(
      `${options.event === undefined ? "--error" : "--event"}: names nobody of the organization, got ${JSON.stringify(principal)}; correct the text, or say who called with --principal`,
    );
  if (named === undefined) throw new WrongUse("--resource: the error names no resource; say what was called");
  const resource = resourceNamed(named, world);
  const networks = networksOf(plan);
  const own = ownNetwork(principal, plan);
  const said = options.from ?? networkOf(call.origin, networks, world);
  const asked = { principal, action: call.action, resource };
  const decided = (from: string | undefined) => decidedBy(asked, from, organization);
  const candidates = said === undefined ? [own, "internet"] : [said];
  const fits = async (from: string | undefined) => {
    const found = await decided(from);
    if (found === undefined || found.decision === "allowed") return false;
    return call.by === undefined || (found.layers.includes(call.by.layer) && found.isExplicit === call.by.isExplicit);
  };
  const fitting: (string | undefined)[] = [];
  for (const from of candidates) if (await fits(from)) fitting.push(from);
  const from = fitting[0] ?? candidates[0];
  const { report, text } = await answer({ ...asked, from }, organization);
  const isElsewhere = from !== own && own !== undefined && (await decided(own))?.decision === "allowed";
  const change =
    isElsewhere || report.decision === "allowed" ? undefined : await proposed(asked, own ?? from, organization, read, options, streams);
  return {
    call: { principal, action: call.action, resource, from: from ?? null, isNetworkSaid: said !== undefined, by: call.by ?? null },
    decision: report.decision,
    doesFit: fitting.length > 0,
    explanation: report,
    text,
    allowedFrom: isElsewhere ? own : null,
    change: change ?? null,
  };
}

/** Which layers deny a question, and how; undefined where it cannot be asked. */
async function decidedBy(
  asked: { readonly principal: string; readonly action: string; readonly resource: string },
  from: string | undefined,
  { world, now }: RehearsedOrganization,
): Promise<{ readonly decision: string; readonly layers: readonly string[]; readonly isExplicit: boolean } | undefined> {
  const situation = world.situate({ ...asked, from, context: {} });
  if ("problems" in situation) return undefined;
  const { catalogue } = await catalogueOf(asked.action, ["sts"]);
  const { decision, denials, missing, others } = explainCall(situation, { now, catalogue });
  const isExplicit = decision === "explicitly-denied";
  const all = [{ denials, missing }, ...others];
  return { decision, isExplicit, layers: all.flatMap((step) => (isExplicit ? step.denials : step.missing)).map(({ layer }) => layer) };
}

const networksOf = ({ accounts }: ResolvedPlan): string[] =>
  accounts.flatMap(({ name, networks }) => networks.map((network) => `${name}/${network.name}`));

/** The network that a workload is declared in, or that a role of the owner's is used from. */
function ownNetwork(principal: string, { accounts, externalParties }: ResolvedPlan): string | undefined {
  const name = principal.replace(/^[^/]+\/access\//, "");
  const party = externalParties.find((each) => `external/${each.name}` === name);
  if (party !== undefined) return name;
  const [account, workload] = name.split("/");
  const network = accounts.find((each) => each.name === account)?.workloads.find((each) => each.name === workload)?.network;
  return network === undefined ? undefined : `${network.account}/${network.network}`;
}

/** The smallest change that allows a call, tried in a copy of the declaration; undefined where none is known. */
async function proposed(
  { principal, action, resource }: { readonly principal: string; readonly action: string; readonly resource: string },
  from: string | undefined,
  organization: RehearsedOrganization,
  read: Sound,
  options: ExplainDenialOptions,
  streams: Streams,
): Promise<ProposedChange | undefined> {
  const wanted = wantedAccess(principal, action, resource, read.now);
  const change = wanted === undefined ? undefined : declaredChange(readFiles(read.folder).files, wanted);
  if (wanted === undefined || change === undefined) return undefined;
  const tried = await tryChange(change, read, organization, options, streams);
  const { file, line, place, entry, isNew, accounts, template = null } = change;
  const { owner } = wanted;
  const reviewer = `${owner}, which owns the data${template === null ? "" : `, and the platform and security teams, which own ${template}`}`;
  return {
    file,
    line,
    place,
    entry,
    isNew,
    template,
    accounts,
    owner,
    reviewer,
    ...(await outcome(tried, { principal, action, resource }, from)),
  };
}

async function outcome(
  tried: TriedChange,
  asked: { readonly principal: string; readonly action: string; readonly resource: string },
  from: string | undefined,
): Promise<Pick<ProposedChange, "problems" | "isAllowed" | "opens" | "through">> {
  if (tried.problems !== undefined) return { problems: tried.problems, isAllowed: false, opens: [], through: null };
  const { world, plan } = tried.organization;
  const opens = tried.report.changes.map((each) => changeLines(each).what);
  const direct = await decidedBy(asked, from, tried.organization);
  if (direct?.decision === "allowed") return { problems: [], isAllowed: true, opens, through: null };
  // Where a grant is carried by a role of the owner's, the caller takes that first.
  const owner = asked.resource.split("/")[0] ?? "";
  const role = plan.accessRoles.length === 0 ? undefined : `${owner}/access/${asked.principal}`;
  const isKnown = role !== undefined && world.names.principal(role).problem === undefined;
  const through =
    isKnown && (await decidedBy({ ...asked, principal: role }, from, tried.organization))?.decision === "allowed" ? role : null;
  return { problems: [], isAllowed: through !== null, opens, through };
}

/** What a caller has to be given, read out of names: undefined for callers and resources that no grant is about. */
function wantedAccess(principal: string, action: string, resource: string, now: Date): WantedAccess | undefined {
  const [, owner, kind, name, part] = /^([^/]+)\/(tables|keys|secrets)\/([^/]+)(?:\/(.+))?$/.exec(resource) ?? [];
  const consumer = principal.replace(/^[^/]+\/access\//, "");
  if (owner === undefined || name === undefined || !/^[^/@:]+\/[^/@:]+$/.test(consumer)) return undefined;
  const until = new Date(now.getTime() + DAYS_OPEN * DAY_MILLISECONDS).toISOString().slice(0, "YYYY-MM-DD".length);
  return { consumer, owner, kind: kind as WantedAccess["kind"], name, part: part?.replace(/^index\//, ""), action, until };
}
