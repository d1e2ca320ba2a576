import { loadCatalogue } from "../../iam/catalogue.ts";
import { accessesBy } from "../../proof/access/list-accesses.ts";
import { reachedBy } from "../../proof/sessions/reached-accesses.ts";
import { PROVEN_SERVICES } from "../../proof/verdict/prove.ts";
import { type AskedAccess, askedAccess } from "../input/asked-access.ts";
import type { AccessReport } from "../output/access/access-report.ts";
import { reportAccesses } from "../output/access/report-access.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";
import { type AccessOptions, printAccesses } from "./who-can.ts";

/** Lists what a principal may use, and when. Resolves to 0, or to 3 where something of it is unknown. */
export async function principalCanCommand(principal: string, options: AccessOptions, streams: Streams): Promise<ExitCode> {
  const organization = await askedAccess(options, await loadCatalogue(PROVEN_SERVICES), streams);
  return printAccesses(principalCan(principal, organization), options, streams);
}

/** What a principal may use. Throws for a name that the organization does not have, with what may be meant. */
export function principalCan(principal: string, { asked, questions, context }: AskedAccess): AccessReport {
  const { arn, problem } = asked.world.names.principal(principal);
  if (problem !== undefined) throw new WrongUse(`principal: ${problem.message}`);
  const principals = questions.principalsOf(arn);
  const list = accessesBy(asked, questions, principals);
  const { reached, assumptions } = reachedBy(asked, questions, arn);
  return reportAccesses({
    question: { principal, action: null, resource: null },
    list: { ...list, assumptions: [...new Set([...list.assumptions, ...assumptions])].sort() },
    reached,
    asked: () => principals,
    context,
  });
}
