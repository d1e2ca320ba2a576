import { accessesTo } from "../../proof/access/list-accesses.ts";
import type { ResourceClass } from "../../proof/classes/resources.ts";
import { resourceTypeProblems } from "../../proof/engine/resource-type.ts";
import { reachedThrough } from "../../proof/sessions/reached-accesses.ts";
import { type AskedAccess, askedAccess } from "../input/asked-access.ts";
import { catalogueOf } from "../input/catalogue-of.ts";
import type { ExportOptions } from "../input/read-exports.ts";
import type { RehearsedOrganizationOptions } from "../input/rehearsed-organization.ts";
import type { AccessReport } from "../output/access/access-report.ts";
import { accessText } from "../output/access/print-access.ts";
import { reportAccesses } from "../output/access/report-access.ts";
import { sameItems } from "../output/same-items.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

export interface AccessOptions extends RehearsedOrganizationOptions, ExportOptions {
  /** Whether the answer is printed as JSON. @default in words */
  readonly json?: boolean | undefined;
}

/** The services whose actions open sessions. */
const SERVICES_OF_SESSIONS = ["iam", "sts"];

/** Lists who may use an action on a resource, and when. Resolves to 0, or to 3 where something of it is unknown. */
export async function whoCanCommand(action: string, resource: string, options: AccessOptions, streams: Streams): Promise<ExitCode> {
  const { catalogue, problem } = await catalogueOf(action, SERVICES_OF_SESSIONS);
  if (problem !== undefined) throw new WrongUse(`action: ${problem}`);
  const organization = await askedAccess(options, catalogue, streams);
  return printAccesses(whoCan(action, resource, organization), options, streams);
}

/** Who may use an action on a resource. Throws for names that the organization or AWS does not have, with what may be meant. */
export function whoCan(action: string, resource: string, { asked, questions, context }: AskedAccess): AccessReport {
  const { world, catalogue } = asked;
  const situation = world.situate({ principal: "*", action, resource, context: {} });
  if ("problems" in situation)
    throw new WrongUse(situation.problems.map(({ path, message }) => `${String(path[1] ?? "resource")}: ${message}`).join("\n"));
  const { arn = "*" } = world.names.resource(resource);
  const [wrong] = resourceTypeProblems({ principal: "*", action, resource: arn, context: {} }, catalogue);
  if (wrong !== undefined) throw new WrongUse(`resource: ${wrong.message}`);
  const name = catalogue.action(action)?.name ?? action;
  const found = questions.resourceOf(arn, name.split(":")[0] ?? "");
  if (found === undefined) {
    const remedy = "name a table, index, stream, key, secret or role of one of the organization's accounts";
    throw new WrongUse(`resource: is nothing that can be asked about with ${name}, got ${JSON.stringify(resource)}; ${remedy}`);
  }
  const asking: ResourceClass = { ...found, actions: [name] };
  const list = accessesTo(asked, questions, asking);
  return reportAccesses({
    question: { principal: null, action: name, resource },
    list,
    reached: reachedThrough(asked, questions, list.accesses),
    asked: (each) => questions.principalsFor(each),
    context,
    sameItems: sameItems(context.plan, arn),
  });
}

/** Prints a list of accesses as the options say. */
export function printAccesses(report: AccessReport, { json }: AccessOptions, { out }: Streams): ExitCode {
  out(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : accessText(report));
  const isUnknown = ({ terms, through, isExample }: AccessReport["accesses"][number]) =>
    !isExample && [terms, ...through].some(({ unknowns }) => unknowns.length > 0);
  return report.accesses.some(isUnknown) ? 3 : 0;
}
