import { loadCatalogue } from "../../iam/catalogue.ts";
import type { Denied } from "../../trying/decide-requests.ts";
import { startProxy } from "../../trying/proxy.ts";
import { startDynalite } from "../../trying/tables/dynalite-store.ts";
import type { TableStore } from "../../trying/tables/table-store.ts";
import { tablesOf } from "../../trying/tried-calls.ts";
import { TRIED_SERVICES, type TriedOrganization } from "../../trying/tried-organization.ts";
import { interruption } from "../input/interruption.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedOrganization } from "../input/rehearsed-organization.ts";
import { answerContext } from "../output/explanation/answer-context.ts";
import { reasonsOf } from "../output/explanation/explain-answer.ts";
import { exampleCall, tryText } from "../output/print-try.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

export interface TryOptions extends RehearsedOrganizationOptions {
  /** The network that calls come from whose URL names none. @default none */
  readonly from?: string | undefined;
  /** @default 4576 */
  readonly port?: string | undefined;
}

const DEFAULT_PORT = "4576";
const HIGHEST_PORT = 65_535;

/**
 * Answers calls of the AWS CLI and SDKs as the organization would, on this machine alone, until it is interrupted.
 * @param stop ends it too
 */
export async function tryCommand(options: TryOptions, streams: Streams, stop?: AbortSignal): Promise<ExitCode> {
  const port = portOf(options.port ?? DEFAULT_PORT);
  const rehearsed = await rehearsedOrganization(options, streams);
  const organization = await triedOrganization(rehearsed);
  const { from } = options;
  if (from !== undefined) requireNetwork(from, organization);
  const store = await tableStore(organization);
  const proxy = await startProxy({ organization, store, from, port }).catch(async (error: unknown) => {
    await store.stop();
    const { code } = error as { readonly code?: unknown };
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw new WrongUse(`--port: cannot be listened on, got ${JSON.stringify(port)}; choose another, or 0 for any that is free`);
  });
  const stopping = stopped(stop);
  streams.out(tryText(proxy.url, rehearsed.plan, exampleCall(rehearsed.plan)));
  await stopping;
  await proxy.stop();
  return 0;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port;
  throw new WrongUse(`--port: is no port, got ${JSON.stringify(text)}; give a number up to ${HIGHEST_PORT.toString()}`);
}

/** A rehearsed organization that can be called, whose denials name documents, stacks and lines of the declaration. */
export async function triedOrganization(rehearsed: RehearsedOrganization): Promise<TriedOrganization> {
  const explained = ({ explain, situation }: Denied): readonly string[] =>
    reasonsOf(explain(), answerContext(situation, rehearsed)).flatMap(({ what, details, remedy }) => [
      what,
      ...details.map((detail) => `  ${detail}`),
      ...(remedy === null ? [] : [`  Remedy: ${remedy}.`]),
    ]);
  const { plan, world, now } = rehearsed;
  return { plan, world, now, catalogue: await loadCatalogue(TRIED_SERVICES), explained };
}

function requireNetwork(from: string, { world }: TriedOrganization): void {
  const found = world.situate({ principal: "*", action: "dynamodb:ListTables", resource: "*", from, context: {} });
  if ("problems" in found) throw new WrongUse(found.problems.map(({ message }) => `--from: ${message}`).join("\n"));
}

async function tableStore(organization: TriedOrganization): Promise<TableStore> {
  try {
    return await startDynalite(tablesOf(organization));
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code !== "MODULE_NOT_FOUND") throw error;
    throw new WrongUse("dynalite: is not installed, and holds the items of tables; run npm install without --omit=dev");
  }
}

/** Resolves at an interrupt of this process, or at the signal. */
async function stopped(stop: AbortSignal | undefined): Promise<void> {
  const interrupted = interruption(() => undefined);
  const signal = stop === undefined ? interrupted.signal : AbortSignal.any([stop, interrupted.signal]);
  try {
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  } finally {
    interrupted.end();
  }
}
