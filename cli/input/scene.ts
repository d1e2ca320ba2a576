import { CommandError, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { commandText, type Operator } from "../../operation/operate.ts";
import type { Step } from "../../operation/walk.ts";
import type { Calls } from "../output/calls.ts";
import { remedyOf } from "../output/cli-remedies.ts";
import { WrongUse } from "../output/streams.ts";
import type { Steps } from "./chosen-steps.ts";
import { keptFromHangUp } from "./kept-from-hang-up.ts";

/** Where stacks are operated: in real accounts or in the sandbox. */
export interface Scene extends Steps {
  readonly operator: Operator;
  /** Stacks that the backend has. */
  readonly existing: ReadonlySet<string>;
  readonly version: string;
  readonly calls: Calls;
  /** What Pulumi's own commands need here. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder with Pulumi.yaml. */
  readonly project: string;
  /** The sandbox's own folder; undefined in real accounts. */
  readonly sandbox: string | undefined;
  /** Called with the stacks of former accounts that remain after others were forgotten. */
  readonly keepRecord: (leftOver: readonly Step[]) => void;
}

/** The oldest CLI that the programs and this driver are known to work with. */
const OLDEST = { major: 3, minor: 254 };

/**
 * The CLI that is first on the PATH.
 * @throws WrongUse where it is too old
 */
export async function soundCli(): Promise<PulumiCommand> {
  const cli = await PulumiCommand.get({ skipVersionCheck: true });
  const { version } = cli;
  if (version !== null && (version.major !== OLDEST.major || version.minor < OLDEST.minor)) {
    throw new WrongUse(
      `pulumi: is too old or of another major version, got ${version.toString()}; install ${OLDEST.major.toString()}.${OLDEST.minor.toString()} or newer (https://www.pulumi.com/docs/install/)`,
    );
  }
  return keptFromHangUp(cli);
}

/** A CLI's version for messages. */
export const versionText = ({ version }: PulumiCommand): string => version?.toString() ?? "of unknown version";

/**
 * The stacks of a backend.
 * @throws WrongUse where the CLI is not logged in, or the backend cannot be read
 */
export async function listedStacks(operator: Operator): Promise<ReadonlySet<string>> {
  try {
    return new Set(await operator.stacks());
  } catch (error) {
    throw new WrongUse(refusalOfCli("the stacks cannot be listed", error), { cause: error });
  }
}

/** What the CLI refused, in its own words, with what to do; throws what is no failure of the CLI. */
export function refusalOfCli(what: string, error: unknown): string {
  if (!(error instanceof CommandError)) throw error;
  const text = commandText(error);
  return `pulumi: ${what}, got ${JSON.stringify(text)}; ${remedyOf(text) ?? "try pulumi stack ls in the project's folder"}`;
}
