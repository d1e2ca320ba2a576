import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OWN, ROOT, SAMPLE, SAMPLE_DAY } from "../../model/folder/read-declaration.ts";
import { type ExitCode, type Streams, WrongUse } from "../output/streams.ts";

const EMPTY = `# Settings of the organization; docs/declaration.md lists every field. Each account has a folder of its own, accounts/<account>/.
organization:
  name: my-organization
  # The organization's id, from \`aws organizations describe-organization\`; without it Palisade creates the organization.
  # id: o-a1b2c3d4e5
  managementAccount: "100000000001"
homeRegion: eu-west-1
deployment: { role: PalisadeDeploy, takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"] }
administrators: [AWSReservedSSO_AdministratorAccess]
breakGlass: { role: BreakGlass, trusted: [AWSReservedSSO_OnCall] }

organizationalUnits:
  workloads/prod: { perimeter: enforced }
  workloads/dev: { perimeter: open, because: developers need the console }
`;

export interface InitOptions {
  readonly empty?: boolean | undefined;
  readonly directory?: string | undefined;
}

/** Starts a user's own declaration from the sample, or from an organization without accounts; all files are written, or none. */
export function init({ empty, directory }: InitOptions, { out }: Streams): ExitCode {
  const target = directory === undefined ? OWN : path.resolve(directory);
  const shown = path.relative(process.cwd(), target) || ".";
  if (existsSync(target)) throw new WrongUse(`${shown}: exists already; edit what is there, or name another folder with --directory`);
  const draft = `${target}.new-${process.pid.toString()}`;
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    if (empty === true) {
      mkdirSync(path.join(draft, "accounts"), { recursive: true });
      writeFileSync(path.join(draft, "organization.yaml"), `${schemaLine(target, "organization.yaml")}\n${EMPTY}`);
    } else {
      cpSync(SAMPLE, draft, { recursive: true });
      for (const file of globSync("**/*.yaml", { cwd: draft })) {
        const text = readFileSync(path.join(draft, file), "utf8");
        writeFileSync(path.join(draft, file), withoutEnded(text).replace(/^# yaml-language-server: .*$/m, schemaLine(target, file)));
      }
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    throw new WrongUse(
      `${shown}: cannot be created, got ${JSON.stringify(code)} in ${path.dirname(target)}; choose another place with --directory`,
      { cause: error },
    );
  }
  out(
    `created ${shown}/, ${empty === true ? "an organization without accounts" : "a copy of the sample"}\n` +
      `Next: edit ${shown}/organization.yaml, then ${empty === true ? `add ${shown}/accounts/<account>/account.yaml` : `rename or remove folders under ${shown}/accounts`}, then run npm run validate${directory === undefined ? "" : ` -- --declaration ${shown}`}\n`,
  );
  return 0;
}

/** The sample shows a grant that has ended; a new declaration has none. */
function withoutEnded(text: string): string {
  return text
    .split("\n")
    .filter((line) => (/\buntil: (\d{4}-\d{2}-\d{2})/.exec(line)?.[1] ?? SAMPLE_DAY) >= SAMPLE_DAY)
    .join("\n");
}

function schemaLine(target: string, file: string): string {
  const kind = path.basename(file, ".yaml");
  const relative = path.relative(path.dirname(path.join(target, file)), path.join(ROOT, "schema", `${kind}.schema.json`));
  return `# yaml-language-server: $schema=${relative.split(path.sep).join("/")}`;
}
