import path from "node:path";
import type { ProjectSettings } from "../../model/folder/project-settings.ts";
import { type ReadDeclaration, ROOT } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { formerStacks } from "../../operation/former-stacks.ts";
import { Operator } from "../../operation/operate.ts";
import { accountCalls } from "../output/calls.ts";
import { neededPulumiFolder } from "./pulumi-cli.ts";
import { listedStacks, type Scene, soundCli, versionText } from "./scene.ts";
import { stateSettings } from "./state-settings.ts";

/** What a scene in real accounts is opened with. */
export interface AccountsChoice {
  /** The folder of the declaration, as it was given. */
  readonly declaration?: string | undefined;
  readonly asOf?: string | undefined;
  readonly policyPacks: readonly string[];
  readonly settings: ProjectSettings;
  /** Name of the role that acts in member accounts. @default the deploy role */
  readonly role?: string | undefined;
}

/**
 * Opens the checkout's own project on its backend. Changes nothing.
 * @throws WrongUse where there is no CLI, it is not logged in, or the backend cannot be read
 */
export async function openAccounts(plan: Plan, { folder: declaration }: ReadDeclaration, options: AccountsChoice): Promise<Scene> {
  const pulumi = neededPulumiFolder();
  // The engine must run programs with the same Node.
  process.env["PATH"] = [path.dirname(process.execPath), pulumi, process.env["PATH"] ?? ""].join(path.delimiter);
  const cli = await soundCli();
  const environment = {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PALISADE_DECLARATION: declaration,
    // Empty is the deploy role, whatever this shell says.
    PALISADE_ROLE: options.role ?? "",
    NODE_COMPILE_CACHE: path.join(ROOT, ".palisade", "compile-cache"),
    ...(options.asOf === undefined ? {} : { PALISADE_AS_OF: options.asOf }),
  };
  const operator = await Operator.open({
    cli,
    projectFolder: ROOT,
    environment,
    policyPacks: options.policyPacks,
    secretsProvider: stateSettings(options.settings).secretsProvider,
  });
  const existing = await listedStacks(operator);
  return {
    operator,
    existing,
    version: versionText(cli),
    calls: accountCalls(options),
    environment,
    project: ROOT,
    sandbox: undefined,
    planned: plan.stacks,
    leftOver: formerStacks(existing, plan.stacks),
    keepRecord: () => undefined,
  };
}
