import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { chosenHolder } from "../input/chosen-holder.ts";
import { knownPlan } from "../input/made-up-values.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { NO_OUTPUTS, readOutputs } from "../input/read-outputs.ts";
import { consumerProfiles } from "../output/profile/consumer-profiles.ts";
import { peopleOf } from "../output/profile/people-profiles.ts";
import { configText } from "../output/profile/profile.ts";
import type { ExitCode, Streams } from "../output/streams.ts";
import { refuseDeclaration } from "./refuse-declaration.ts";

export interface AwsConfigOptions extends DeclarationOptions {
  /** File or folder of the outputs of deployed stacks. @default none */
  readonly outputs?: string | undefined;
  /** The access portal of IAM Identity Center. @default left open */
  readonly ssoStartUrl?: string | undefined;
  /** The region of Identity Center. @default the home region */
  readonly ssoRegion?: string | undefined;
}

/** Prints the profiles of a workload, a party, a person or break-glass for `~/.aws/config`. */
export function awsConfigCommand(name: string, options: AwsConfigOptions, streams: Streams): ExitCode {
  const read = readDeclaration(options);
  if (read.declaration === undefined) return refuseDeclaration(read, false, streams);
  const { accountIds } = options.outputs === undefined ? NO_OUTPUTS : readOutputs(options.outputs);
  const plan = knownPlan(planOf(read.declaration), accountIds);
  const people = peopleOf(plan);
  const person = people.find((each) => each.name === name);
  const signIn = { startUrl: options.ssoStartUrl ?? "<access portal URL>", region: options.ssoRegion ?? plan.organization.homeRegion };
  const profiles =
    person?.profiles(signIn) ??
    consumerProfiles(
      chosenHolder(
        plan,
        name,
        people.map((each) => each.name),
      ),
      plan,
    );
  streams.out(configText(profiles));
  return 0;
}
