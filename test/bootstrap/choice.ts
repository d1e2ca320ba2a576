import type { BootstrapChoice } from "../../bootstrap/bootstrap-files.ts";
import { ENVIRONMENTS } from "../../pipelines/github/pipeline.ts";

/** What the files of the tests are written with. */
export const CHOICE: BootstrapChoice = {
  runner: "arn:aws:iam::100000000001:role/PalisadeRunner",
  previewRole: "PalisadePreview",
  state: {
    bucket: "line-pulumi-state",
    prefix: "",
    region: "eu-west-1",
    key: { partition: "aws", region: "eu-west-1", accountId: "100000000001", resource: "alias/pulumi" },
  },
  environments: ENVIRONMENTS,
};

/** The same where another account is the management account. */
export const choiceOf = (accountId: string, runner: string): BootstrapChoice => ({
  ...CHOICE,
  runner,
  state: { ...CHOICE.state, key: { ...CHOICE.state.key, accountId } },
});
