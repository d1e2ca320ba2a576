import type { BootstrapChoice } from "../../bootstrap/bootstrap-files.ts";
import { ENVIRONMENTS } from "../../pipelines/github/pipeline.ts";

/** What the files of the tests are written with. */
export const CHOICE: BootstrapChoice = {
  runner: "arn:aws:iam::100000000001:role/PalisadeRunner",
  previewRole: "PalisadePreview",
  state: { bucket: "line-pulumi-state", alias: "alias/pulumi", region: "eu-west-1" },
  environments: ENVIRONMENTS,
};
