import path from "node:path";
import { loadCatalogue } from "../../iam/catalogue.ts";
import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { observedAccounts, observedOrganization, surroundingsOf } from "../input/observed-organization.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { readTrails, trailFiles } from "../input/read-trails.ts";
import type { RehearsedOrganization } from "../input/rehearsed-organization.ts";
import type { ObservationReport } from "../output/observation/observation-report.ts";
import { observationText } from "../output/observation/print-observation.ts";
import { reportObservation } from "../output/observation/report-observation.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface ObserveOptions extends DeclarationOptions {
  readonly inventory?: string | undefined;
  readonly fresh?: boolean | undefined;
  readonly json?: boolean | undefined;
}

const EXIT_CODES: Readonly<Record<ObservationReport["verdict"], ExitCode>> = {
  "nothing would be denied": 0,
  "some would be denied": 1,
  "not known": 3,
};

/** Replays records of CloudTrail under the policies as they would be. Resolves to 0 where nothing would be denied, 1 where something would, 3 where it is not known. */
export async function observe(named: readonly string[], options: ObserveOptions, streams: Streams): Promise<ExitCode> {
  const files = trailFiles(named);
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, options.json === true, streams);
  const organization = await observedOrganization({ ...read, declaration: read.declaration }, options, streams);
  const tally = await readTrails(files, surroundingsOf(organization));
  const services = new Set(
    [...tally.groups.values()].flatMap(({ call }) => call.actions.map((action) => action.slice(0, action.indexOf(":")))),
  );
  const { catalogue, unknown } = await catalogueWith(services);
  const { plan, world, now } = organization;
  const report = reportObservation({
    tally,
    organization,
    observed: { world, catalogue, now },
    unknownServices: unknown,
    accountsWithTables: accountsWithTables(organization),
    heading: {
      declaration: path.relative(process.cwd(), read.folder) || ".",
      asOf: plan.asOf,
      observed: observedAccounts(read.declaration),
      files: files.length,
    },
  });
  streams.out(options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : observationText(report));
  return EXIT_CODES[report.verdict];
}

const accountsWithTables = ({ plan }: RehearsedOrganization): ReadonlyMap<string, string> =>
  new Map(plan.accounts.flatMap(({ id, name, tables }) => (id === undefined || tables.length === 0 ? [] : [[id, name] as const])));

/** The catalogue of the services that it has, and those that it does not have. */
async function catalogueWith(services: ReadonlySet<string>) {
  const unknown = new Set<string>();
  for (const service of services) await loadCatalogue([service]).catch(() => unknown.add(service));
  return { catalogue: await loadCatalogue([...new Set(["kms", ...services])].filter((service) => !unknown.has(service))), unknown };
}
