import { loadCatalogue } from "../../iam/catalogue.ts";
import { explainCall, isDenied } from "../../proof/explanation/explain-call.ts";
import { type Chain, chainsFrom } from "../../proof/sessions/chains.ts";
import { sessionGraph } from "../../proof/sessions/session-graph.ts";
import { askedAccess } from "../input/asked-access.ts";
import { catalogueOf } from "../input/catalogue-of.ts";
import type { ExportOptions } from "../input/read-exports.ts";
import type { RehearsedOrganizationOptions } from "../input/rehearsed-organization.ts";
import { takersOf } from "../output/access/takers-of-role.ts";
import { type AskedOrganization, answerContext } from "../output/explanation/answer-context.ts";
import { explainAnswer, isForLackOfNetwork } from "../output/explanation/explain-answer.ts";
import type { ExplainReport } from "../output/explanation/explain-report.ts";
import { answerText } from "../output/explanation/print-answer.ts";
import { waysByRoles } from "../output/explanation/ways-by-roles.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

/** One question to the organization: may this principal use this action on this resource, from there. */
export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly from?: string | undefined;
  /** Further keys of the request, each `key=value`. */
  readonly context?: readonly string[] | undefined;
  /** Whether statements that nearly deny are listed too. @default false */
  readonly verbose?: boolean | undefined;
}

export interface ExplainOptions extends Question, RehearsedOrganizationOptions, ExportOptions {
  /** Whether the answer is printed as JSON. @default in words */
  readonly json?: boolean | undefined;
}

const EXIT_CODES: Readonly<Record<ExplainReport["answer"], ExitCode>> = {
  yes: 0,
  "yes-after-taking-a-role": 0,
  no: 1,
  "not-known": 3,
};

/** The services whose actions open sessions. */
const SERVICES_OF_SESSIONS = ["sts"];

/** Answers one question about the rehearsed organization or about exported stacks. Resolves to 0 when it is allowed, if need be with a role that the principal takes first, 1 when it is denied, 3 when it is unknown. */
export async function explainCommand(options: ExplainOptions, streams: Streams): Promise<ExitCode> {
  const access = await askedAccess(options, await loadCatalogue(SERVICES_OF_SESSIONS), streams);
  const { asked, context } = access;
  const organization = { world: asked.world, plan: context.plan, now: asked.now, rehearsal: { provenance: context.provenance } };
  const sessions: Sessions = {
    takersOf: (arn) => takersOf(arn, access),
    chainsFrom: (arn) => chainsFrom(sessionGraph(asked, access.questions), arn),
  };
  const { report, text } = await answer(options, organization, sessions);
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : text);
  return EXIT_CODES[report.answer];
}

/** Who may come to act as whom. */
export interface Sessions {
  /** Who may come to act as a role, by its ARN. */
  readonly takersOf: (arn: string) => ExplainReport["through"];
  /** The roles that a principal may come to act as, by its ARN. */
  readonly chainsFrom: (arn: string) => readonly Chain[];
}

/**
 * The answer to a question, as data and as text. Throws for names that the organization or AWS does not have, with what may be meant.
 * @param sessions undefined where the question is about these credentials alone
 */
export async function answer(
  { principal, action, resource, from, context = [], verbose = false }: Question,
  organization: AskedOrganization,
  sessions?: Sessions,
): Promise<{ readonly report: ExplainReport; readonly text: string }> {
  const given = Object.fromEntries(context.map(keyAndValue));
  const situation = organization.world.situate({ principal, action, resource, from, context: given });
  const { catalogue, problem } = await catalogueOf(action, SERVICES_OF_SESSIONS);
  const named =
    "problems" in situation ? situation.problems.map(({ path, message }) => `--${String(path[1] ?? "principal")}: ${message}`) : [];
  const isActionNamed = named.some((text) => text.startsWith("--action:"));
  const wrong = [...named, ...(problem === undefined || isActionNamed ? [] : [`--action: ${problem}`])];
  if (wrong.length > 0 || "problems" in situation) throw new WrongUse(wrong.join("\n"));
  const explanation = explainCall(situation, { now: organization.now, catalogue });
  const question = { principal, action, resource, from: from ?? null, context: given };
  const { request } = situation.steps[0];
  const asked = { ...request, principal: organization.world.callerOf(request.principal) };
  const through = isDenied(explanation) ? [] : (sessions?.takersOf(asked.principal) ?? []);
  const ways =
    sessions === undefined || !isDenied(explanation)
      ? []
      : waysByRoles({
          request: { principal, action, resource, from, context: given },
          resolved: asked,
          organization,
          catalogue,
          chains: () => sessions.chainsFrom(asked.principal),
        });
  const decided = { question, explanation, through, ways, assumptions: situation.assumptions, isVerbose: verbose };
  const report = explainAnswer(decided, answerContext(situation, organization));
  const hint = from === undefined && isForLackOfNetwork(explanation) ? NO_NETWORK : undefined;
  return { report, text: answerText(report, { hint, isVerbose: verbose }) };
}

const NO_NETWORK = "Asked without --from, the request carries nothing of a network; --from <account>/<network> says where it comes from.";

function keyAndValue(text: string): readonly [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new WrongUse(`--context: is not a key with its value, got ${JSON.stringify(text)}; write it as "sts:ExternalId=…"`);
  }
  return [key, value];
}
